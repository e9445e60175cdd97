package dev.tributary.agent.events;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.agent.storage.HeadsView;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.storage.PayloadCounters;
import dev.tributary.agent.storage.ScrubCounters;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.storage.StorageCounters;
import dev.tributary.agent.storage.StoreSnapshot;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.StorageStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A store without a disk, told to whoever listens. Counts how often it was read. */
public final class MemoryStorage implements Storage {
    private static final SpaceId SPACE = new SpaceId(Bytes.of(new byte[SpaceId.SIZE]));

    private final EventSigner signer = new SeedSigner(Bytes.of(new byte[SeedSigner.SEED_SIZE]));
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<String, Bytes> state = new TreeMap<>();
    private final List<Consumer<Committed>> listeners = new ArrayList<>();
    private final Map<AuthorId, CountedHead> heads = new HashMap<>();
    private Optional<RuntimeException> failure = Optional.empty();
    private Optional<String> othersRefused = Optional.empty();
    private Future<?> held = Future.succeededFuture();
    private int reads;

    public AuthorId author() {
        return signer.author();
    }

    public SpaceId space() {
        return SPACE;
    }

    public void onCommit(Consumer<Committed> listener) {
        listeners.add(listener);
    }

    /** Everything fails from now on. */
    void fail(RuntimeException with) {
        failure = Optional.of(with);
    }

    void heal() {
        failure = Optional.empty();
    }

    /** Pages of one author come, or fail, with {@code until}. */
    public synchronized void hold(Future<?> until) {
        held = until;
    }

    /** How often a page was read. */
    public synchronized int reads() {
        return reads;
    }

    /** Appends {@code count} events of this type as one run and tells everybody. */
    void append(String type, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(EventDraft.text(type, "event " + i));
        }
        store(drafts);
    }

    private List<EventRef> store(List<EventDraft> drafts) {
        CheckedRun signed;
        synchronized (this) {
            signed = codec.sign(SPACE, signer, head(), 0, drafts);
        }
        return take(signed);
    }

    private Optional<AuthorHead> head() {
        return Optional.ofNullable(heads.get(author())).map(CountedHead::head);
    }

    /** Appends a run of whoever signed it and tells everybody. */
    public List<EventRef> take(CheckedRun signed) {
        CommittedRun run;
        synchronized (this) {
            long first = arrivals.size() + 1L;
            long position = first;
            for (Event event : signed.events()) {
                arrivals.add(new Arrival(position++, event));
            }
            run = new CommittedRun(signed, first, Optional.empty());
            heads.put(signed.author(), new CountedHead(signed.head(), run.lastPosition()));
        }
        Committed notice = new Committed(List.of(run), List.of(), run.lastPosition());
        listeners.forEach(listener -> listener.accept(notice));
        return run.run().events().stream().map(Event::ref).toList();
    }

    @Override
    public Future<List<EventRef>> publish(List<EventDraft> drafts) {
        return failure.<Future<List<EventRef>>>map(Future::failedFuture)
                .orElseGet(() -> Future.succeededFuture(store(drafts)));
    }

    @Override
    public synchronized Future<List<Arrival>> arrivals(long afterPosition, int limit) {
        reads++;
        if (failure.isPresent()) {
            return Future.failedFuture(failure.get());
        }
        return Future.succeededFuture(
                List.copyOf(arrivals.stream().skip(afterPosition).limit(limit).toList()));
    }

    @Override
    public synchronized HeadsView heads() {
        return new HeadsView(Bytes.of(new byte[16]), arrivals.size(), heads);
    }

    @Override
    public Future<Void> putState(String owner, String key, Optional<Bytes> value) {
        value.ifPresentOrElse(bytes -> state.put(owner + "/" + key, bytes), () -> state.remove(owner + "/" + key));
        return Future.succeededFuture();
    }

    @Override
    public Future<Boolean> deletePayload(EventHash hash) {
        return Future.failedFuture(new IllegalArgumentException("nothing is ever deleted here"));
    }

    @Override
    public boolean payloadDeleted(Event event) {
        return false;
    }

    @Override
    public long deletions() {
        return 0;
    }

    @Override
    public Map<String, Bytes> state(String owner) {
        Map<String, Bytes> values = new TreeMap<>();
        state.forEach((key, value) -> {
            if (key.startsWith(owner + "/")) {
                values.put(key.substring(owner.length() + 1), value);
            }
        });
        return values;
    }

    /** From now on runs of others are not taken, for this reason. */
    public void refuseOthers(String why) {
        othersRefused = Optional.of(why);
    }

    @Override
    public Optional<String> appendProblem() {
        return othersRefused;
    }

    @Override
    public StorageStatus status() {
        return new StorageStatus("00".repeat(16), 4096, arrivals.size(), arrivals.size(), true, "", 0);
    }

    @Override
    public StorageCounters counters() {
        Map<String, Long> rejected = Map.of("frozen", 2L);
        return new StorageCounters(
                3, 3_000_000, 0, 1_000_000, rejected, 4, 5_000, 6, ScrubCounters.NONE, PayloadCounters.NONE);
    }

    @Override
    public Future<Optional<Event>> event(EventHash hash) {
        return Future.succeededFuture(arrivals.stream()
                .map(Arrival::event)
                .filter(event -> event.hash().equals(hash))
                .findFirst());
    }

    @Override
    public synchronized Future<List<Event>> events(AuthorId author, long afterSeq, int limit) {
        reads++;
        return held.map(go -> arrivals.stream()
                .map(Arrival::event)
                .filter(event -> event.author().equals(author) && event.seq() > afterSeq)
                .limit(limit)
                .toList());
    }

    @Override
    public Future<List<Event>> causal(Map<AuthorId, Long> after, int limit) {
        return events(author(), after.getOrDefault(author(), 0L), limit);
    }

    @Override
    public Future<List<Verdict>> append(AuthorId peer, List<Bytes> runs, Terms terms) {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<List<Bytes>> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<List<Bytes>> carriedRuns(AuthorId author, long afterSeq, long untilSeq, int maxBytes) {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<Optional<EventHash>> hashAt(AuthorId author, long seq) {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<List<EventRef>> publish(List<EventDraft> drafts, String owner, Map<String, Optional<Bytes>> values) {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<StoreSnapshot> snapshot() {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<Boolean> addFork(ForkProof proof) {
        return Future.failedFuture("not here");
    }

    @Override
    public Future<Optional<ForkProof>> forkProof(AuthorId author) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public List<LogStatus> logs() {
        return List.of();
    }

    @Override
    public List<ForkStatus> forks() {
        return List.of();
    }
}
