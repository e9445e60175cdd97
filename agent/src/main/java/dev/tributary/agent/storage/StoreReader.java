package dev.tributary.agent.storage;

import dev.tributary.agent.log.CausalOrder;
import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what was committed, up to the cuts of frozen authors. Stored runs go out as they lie on disk, also one that a
 * cut divides: its signature, which covers the part before the cut, stands at its end. One thread uses it, which need
 * not be the writer's.
 */
public final class StoreReader {
    private static final int RUN_BYTES_AT_ONCE = 256 * 1024;

    private final LogStore store;
    private final LogBook book;
    private final SpaceId space;
    private final LogLimits limits;
    private final RunCodec codec;

    /** Reads the space {@code space} from {@code store}, whose figures are in {@code book}. */
    public StoreReader(LogStore store, LogBook book, SpaceId space, LogLimits limits) {
        this.store = store;
        this.book = book;
        this.space = space;
        this.limits = limits;
        this.codec = new RunCodec(limits);
    }

    /** As {@link Storage#runs}. */
    public List<Bytes> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) throws IOException {
        List<Bytes> runs = new ArrayList<>();
        for (Bytes run : carriedRuns(author, afterSeq, untilSeq, maxBytes)) {
            runs.add(PackedRun.isPacked(run) ? plain(author, run) : run);
        }
        return runs;
    }

    /** As {@link Storage#carriedRuns}. */
    public List<Bytes> carriedRuns(AuthorId author, long afterSeq, long untilSeq, int maxBytes) throws IOException {
        List<Bytes> runs = new ArrayList<>();
        long after = afterSeq;
        for (StoredRun run : store.runs(author, afterSeq, Math.min(untilSeq, cut(author)), maxBytes)) {
            // Not only the first may begin too early: runs are made one while they are read.
            boolean inTheMiddle = run.firstSeq() <= after;
            boolean deleted = book.deleted().touches(author, run.firstSeq(), run.lastSeq());
            runs.add(
                    inTheMiddle
                            ? codec.rest(checked(run), after + 1).encoded()
                            : deleted ? checked(run).run().carried() : run.encoded());
            after = run.lastSeq();
        }
        return runs;
    }

    private Bytes plain(AuthorId author, Bytes packed) throws IOException {
        return codec.decode(packed)
                .run()
                .map(Run::encoded)
                .orElseThrow(() -> new IOException("a stored run of " + author.brief() + " cannot be unpacked"));
    }

    /** As {@link Storage#hashAt}. */
    public Optional<EventHash> hashAt(AuthorId author, long seq) throws IOException {
        if (seq < 1 || seq > cut(author)) {
            return Optional.empty();
        }
        List<StoredRun> runs = store.runs(author, seq - 1, seq, 0);
        if (runs.isEmpty() || runs.get(0).firstSeq() > seq) {
            return Optional.empty();
        }
        StoredRun run = runs.get(0);
        return Optional.of(run.lastSeq() == seq ? run.lastHash() : checked(run).hash((int) (seq - run.firstSeq())));
    }

    /** As {@link Storage#events}. */
    public List<Event> events(AuthorId author, long afterSeq, int limit) throws IOException {
        long cut = cut(author);
        List<Event> events = new ArrayList<>();
        long after = afterSeq;
        while (events.size() < limit) {
            List<StoredRun> runs = store.runs(author, after, cut, RUN_BYTES_AT_ONCE);
            if (runs.isEmpty()) {
                return events;
            }
            for (StoredRun run : runs) {
                long before = after;
                checked(run)
                        .events(
                                index -> run.firstSeq() + index > before
                                        && run.firstSeq() + index <= cut
                                        && events.size() < limit,
                                (event, index) -> events.add(event));
                after = run.lastSeq();
            }
        }
        return events;
    }

    /**
     * Goes on with an order, at most {@code reads} reads far; true when it is found. {@link #inOrder} then brings the
     * events.
     */
    boolean advance(CausalOrder order, int reads) throws IOException {
        return order.advance(
                new CausalOrder.Source<IOException>() {
                    @Override
                    public List<Event> events(AuthorId author, long after, int limit) throws IOException {
                        return StoreReader.this.events(author, after, limit);
                    }

                    @Override
                    public boolean holds(AuthorId author, long seq, EventHash hash) throws IOException {
                        return hashAt(author, seq).map(hash::equals).orElse(false);
                    }
                },
                reads);
    }

    /** The events of an order with their payloads. Of each author they are next to each other. */
    List<Event> inOrder(List<EventRef> order) throws IOException {
        Map<AuthorId, Integer> counts = new HashMap<>();
        order.forEach(event -> counts.merge(event.author(), 1, Integer::sum));
        Map<AuthorId, Iterator<Event>> logs = new HashMap<>();
        List<Event> events = new ArrayList<>(order.size());
        for (EventRef event : order) {
            Iterator<Event> log = logs.get(event.author());
            if (log == null) {
                int count = counts.getOrDefault(event.author(), 0);
                log = events(event.author(), event.seq() - 1, count).iterator();
                logs.put(event.author(), log);
            }
            if (!log.hasNext()) {
                return events;
            }
            events.add(log.next());
        }
        return events;
    }

    /** As {@link Storage#event}. */
    public Optional<Event> event(EventHash hash) throws IOException {
        for (StoredRun run : store.candidates(hash)) {
            CheckedRun checked = checked(run);
            for (int i = 0; i < run.count(); i++) {
                if (run.firstSeq() + i <= cut(run.author()) && checked.hash(i).equals(hash)) {
                    return Optional.of(checked.event(i));
                }
            }
        }
        return Optional.empty();
    }

    /** As {@link Storage#arrivals}. */
    public List<Arrival> arrivals(long afterPosition, int limit) throws IOException {
        List<Arrival> arrivals = new ArrayList<>();
        long after = afterPosition;
        while (arrivals.size() < limit) {
            List<Arrived> found = store.arrivals(after, limit - arrivals.size());
            if (found.isEmpty()) {
                return arrivals;
            }
            IdentityHashMap<StoredRun, CheckedRun> decoded = new IdentityHashMap<>();
            for (Arrived part : found) {
                if (part.run().firstSeq() + part.index() <= cut(part.run().author())) {
                    CheckedRun checked = decoded.get(part.run());
                    if (checked == null) {
                        checked = checked(part.run());
                        decoded.put(part.run(), checked);
                    }
                    add(part, checked, new Range(after, limit), arrivals);
                }
                after = Math.max(after, part.lastPosition());
            }
        }
        return arrivals;
    }

    /** Which events are wanted, and how many in all. */
    private record Range(long afterPosition, int limit) {}

    private void add(Arrived part, CheckedRun checked, Range range, List<Arrival> arrivals) {
        long cut = cut(part.run().author());
        checked.events(
                index -> index >= part.index()
                        && index < part.index() + part.count()
                        && part.run().position(index) > range.afterPosition()
                        && part.run().firstSeq() + index <= cut
                        && arrivals.size() < range.limit(),
                (event, index) -> arrivals.add(new Arrival(part.run().position(index), event)));
    }

    /** As {@link Storage#forkProof}. */
    public Optional<ForkProof> forkProof(AuthorId author) throws IOException {
        return store.forkProof(author).flatMap(proof -> ForkProof.verify(proof, limits));
    }

    private long cut(AuthorId author) {
        return book.cut(author).orElse(Long.MAX_VALUE);
    }

    /**
     * Decodes and hashes, without payloads that were deleted and are still there; what lies on our disk was verified
     * when it came and has a checksum.
     */
    private CheckedRun checked(StoredRun run) throws IOException {
        CheckedRun checked = codec.decode(run.encoded())
                .run()
                .map(decoded -> codec.trust(space, book.deleted().without(decoded, codec)))
                .orElseThrow(() -> new IOException("a stored run of "
                        + run.author().brief() + " from seq " + run.firstSeq() + " on cannot be read"));
        if (!checked.head().equals(run.head())) {
            throw new IOException("a stored run of " + run.author().brief() + " from seq " + run.firstSeq()
                    + " on is not what was stored");
        }
        return checked;
    }
}
