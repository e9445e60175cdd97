package dev.tributary.agent.storage;

import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is durable, in figures: heads, cuts, state, sums. Small enough for memory, the same whether it grew commit by
 * commit or was read back. The writer changes it after each force; anybody may read it at any time.
 */
public final class LogBook {
    /**
     * A frozen author.
     *
     * @param status the proof with the lowest cut, without its evidence
     * @param head the head at the cut; empty when nothing before the cut is here or the log has not reached it
     */
    record Frozen(ForkStatus status, Optional<CountedHead> head) {
        long cut() {
            return status.seq() - 1;
        }
    }

    private final Bytes storeId;
    private final Map<AuthorId, AuthorLog> logs = new HashMap<>();
    private final Map<AuthorId, PrunedBody> begins = new HashMap<>();
    /** The first seq of the last run that had no predecessor here. */
    private final Map<AuthorId, Long> skipped = new HashMap<>();

    private final Map<AuthorId, Frozen> frozen = new LinkedHashMap<>();
    private final Map<String, Map<String, Bytes>> state = new TreeMap<>();
    private final DeletedPayloads deleted = new DeletedPayloads();
    private long position;
    private long events;
    private @Nullable HeadsView view;

    /** An empty book of the store {@code storeId}. */
    public LogBook(Bytes storeId) {
        this.storeId = storeId;
    }

    /** Takes a record that became durable. */
    public void take(StoreRecord record) {
        if (record instanceof StoreRecord.NewRun added) {
            StoredRun run = added.stored();
            addRun(run, RecordFrame.HEAD + RunBody.size(run));
        } else if (record instanceof StoreRecord.NewFork fork) {
            addFork(fork.status());
        } else if (record instanceof StoreRecord.NewState state) {
            setState(state.owner(), state.key(), state.value());
        } else if (record instanceof StoreRecord.NewValues set) {
            set.values().forEach(this::take);
        } else if (record instanceof StoreRecord.NewBegin begin) {
            addPruned(begin.body());
        }
    }

    /**
     * Takes a run that became durable. {@code bytes} is what it takes on disk. Where a record said that the log begins
     * with it, what was held below is given up.
     */
    public synchronized void addRun(StoredRun run, long bytes) {
        AuthorLog before = logs.get(run.author());
        AuthorLog grown = new AuthorLog(
                run.head(),
                run.lastPosition(),
                before == null ? 1 : before.firstSeq(),
                bytes + (before == null ? 0 : before.bytes()),
                run.lastTimestamp(),
                before == null ? 0 : before.startedSeq());
        long reached = before == null ? 0 : before.head().seq();
        PrunedBody begin = begins.get(run.author());
        boolean begun = begin != null && begin.firstSeq() > reached + 1 && run.firstSeq() >= begin.firstSeq();
        logs.put(run.author(), begin != null && begun ? grown.from(begin) : grown);
        if (run.firstSeq() > reached + 1) {
            skipped.put(run.author(), run.firstSeq());
        }
        position = Math.max(position, run.lastPosition());
        events += run.count();
        view = null;
    }

    /** Takes where an author's log begins, once a run of it is here: what lies below was given up. */
    synchronized void addPruned(PrunedBody pruned) {
        PrunedBody begin =
                begins.merge(pruned.author(), pruned, (one, other) -> other.firstSeq() >= one.firstSeq() ? other : one);
        AuthorLog log = logs.get(pruned.author());
        if (log != null && begin.firstSeq() <= log.head().seq()) {
            logs.put(pruned.author(), log.from(begin));
        }
    }

    /** True when events in front of a run that was taken are missing, and were not given up. */
    synchronized boolean lacks() {
        boolean lacks = skipped.entrySet().stream().anyMatch(run -> run.getValue() > firstSeq(run.getKey()));
        skipped.clear();
        return lacks;
    }

    /** Takes the sums of one author as they were saved. */
    synchronized void restore(AuthorLog log) {
        logs.put(log.head().author(), log);
        view = null;
    }

    /** Takes totals as they were saved. */
    synchronized void restoreTotals(long savedPosition, long savedEvents) {
        position = savedPosition;
        events = savedEvents;
        view = null;
    }

    /** Takes heads and a position that were reached once, though what leads to them cannot be read now. */
    synchronized void reached(List<AuthorLog> saved, long savedPosition) {
        for (AuthorLog log : saved) {
            AuthorLog now = logs.get(log.head().author());
            if (now == null || now.head().seq() < log.head().seq()) {
                logs.put(log.head().author(), log);
            }
        }
        position = Math.max(position, savedPosition);
        view = null;
    }

    /** Events that could not be read when the store was opened are back. */
    synchronized void returned(long count) {
        events += count;
    }

    /** Takes a proof if it is the first of its author or lowers the cut; says whether it did. */
    public synchronized boolean addFork(ForkStatus fork) {
        Frozen before = frozen.get(fork.author());
        if (before != null && before.status().seq() <= fork.seq()) {
            return false;
        }
        frozen.put(fork.author(), new Frozen(fork, Optional.empty()));
        view = null;
        return true;
    }

    /** Sets the head that a frozen author keeps. */
    synchronized void cutHead(AuthorId author, Optional<CountedHead> head) {
        frozen.computeIfPresent(author, (key, before) -> new Frozen(before.status(), head));
        view = null;
    }

    /** Sets or removes a value. */
    public synchronized void setState(String owner, String key, Optional<Bytes> value) {
        // Copied on write: what was handed out stays as it was.
        Map<String, Bytes> values = new TreeMap<>(state.getOrDefault(owner, Map.of()));
        if (value.isPresent()) {
            values.put(key, value.get());
        } else {
            values.remove(key);
        }
        if (values.isEmpty()) {
            state.remove(owner);
        } else {
            state.put(owner, Map.copyOf(values));
        }
        if (owner.equals(Fencing.OWNER)) {
            deleted.set(key, value);
        }
    }

    /** Which payloads were deleted by name. */
    DeletedPayloads deleted() {
        return deleted;
    }

    /** All heads, those of frozen authors at their cut. */
    public synchronized HeadsView heads() {
        HeadsView current = view;
        if (current == null) {
            Map<AuthorId, CountedHead> heads = new HashMap<>(logs.size() * 2);
            for (AuthorId author : logs.keySet()) {
                head(author).ifPresent(head -> heads.put(author, head));
            }
            current = new HeadsView(storeId, position, heads);
            view = current;
        }
        return current;
    }

    /** The head that is shown for {@code author}: at the cut when its log goes further. */
    public synchronized Optional<CountedHead> head(AuthorId author) {
        AuthorLog log = logs.get(author);
        if (log == null) {
            return Optional.empty();
        }
        Frozen cold = frozen.get(author);
        return cold != null && log.head().seq() > cold.cut()
                ? cold.head()
                : Optional.of(new CountedHead(log.head(), log.position()));
    }

    /** The last seq that a proven fork leaves valid. */
    public synchronized OptionalLong cut(AuthorId author) {
        Frozen cold = frozen.get(author);
        return cold == null ? OptionalLong.empty() : OptionalLong.of(cold.cut());
    }

    /** True when something of {@code author} is here. */
    public synchronized boolean knows(AuthorId author) {
        return logs.containsKey(author);
    }

    /** The sums of one log; empty when nothing of it is here. */
    synchronized Optional<AuthorLog> log(AuthorId author) {
        return Optional.ofNullable(logs.get(author));
    }

    /** True when the log of {@code author} was begun at the first seq that is kept. */
    synchronized boolean started(AuthorId author) {
        AuthorLog log = logs.get(author);
        return log != null && log.begin() == LogStatus.Begin.STARTED;
    }

    /** The first seq that is kept of {@code author}: 1 when nothing was pruned, and for those that are not here. */
    public synchronized long firstSeq(AuthorId author) {
        AuthorLog log = logs.get(author);
        return log == null ? 1 : log.firstSeq();
    }

    /** Takes what a consolidation made of one author's log. */
    synchronized void rewritten(AuthorId author, Rewritten change) {
        AuthorLog log = logs.get(author);
        if (log != null) {
            long first = Math.max(log.firstSeq(), change.firstSeq());
            long bytes = log.bytes() + change.bytes();
            logs.put(author, log.from(first, bytes));
            events -= change.events();
        }
    }

    /**
     * How a log changes when it is rewritten.
     *
     * @param firstSeq what is kept from now on; 0 when that stays
     * @param bytes how many bytes it takes more, mostly less
     * @param events how many events were pruned
     */
    record Rewritten(long firstSeq, long bytes, long events) {
        static final Rewritten NOTHING = new Rewritten(0, 0, 0);

        Rewritten and(Rewritten other) {
            return new Rewritten(Math.max(firstSeq, other.firstSeq), bytes + other.bytes, events + other.events);
        }
    }

    /** How many logs no longer begin with their first event. */
    synchronized int shortened() {
        return (int) logs.values().stream().filter(log -> log.firstSeq() > 1).count();
    }

    /** How many authors have a log here. */
    public synchronized int authors() {
        return logs.size();
    }

    /** How many authors are known by the proof of a fork only. */
    synchronized int frozenStrangers() {
        return (int) frozen.keySet().stream()
                .filter(author -> !logs.containsKey(author))
                .count();
    }

    /** The position of the newest event. */
    public synchronized long position() {
        return position;
    }

    /** How many events are stored. */
    public synchronized long events() {
        return events;
    }

    /** The values of one owner. */
    public synchronized Map<String, Bytes> state(String owner) {
        return state.getOrDefault(owner, Map.of());
    }

    /** The proven forks, newest first. */
    public synchronized List<ForkStatus> forks() {
        return frozen.values().stream()
                .map(Frozen::status)
                .sorted(Comparator.comparing(ForkStatus::learned).reversed().thenComparing(ForkStatus::author))
                .toList();
    }

    /** All logs with something to show, sorted by author. */
    public synchronized List<LogStatus> statuses() {
        List<LogStatus> all = new ArrayList<>(logs.size());
        logs.values().forEach(log -> status(log).ifPresent(all::add));
        all.sort(Comparator.comparing(status -> status.head().author()));
        return List.copyOf(all);
    }

    /** One of them, empty when nothing of the author is here. */
    synchronized Optional<LogStatus> status(AuthorId author) {
        return Optional.ofNullable(logs.get(author)).flatMap(this::status);
    }

    private Optional<LogStatus> status(AuthorLog log) {
        AuthorId author = log.head().author();
        LogStatus.State is = frozen.containsKey(author) ? LogStatus.State.FROZEN : LogStatus.State.OK;
        return head(author)
                .map(head ->
                        new LogStatus(head.head(), log.firstSeq(), log.begin(), log.bytes(), is, log.lastTimestamp()));
    }

    synchronized Collection<AuthorLog> logs() {
        return List.copyOf(logs.values());
    }

    synchronized Map<String, Map<String, Bytes>> states() {
        return Map.copyOf(state);
    }
}
