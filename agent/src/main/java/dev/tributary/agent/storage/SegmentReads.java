package dev.tributary.agent.storage;

import dev.tributary.agent.storage.SegmentReader.Found;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads runs by author and by position. Safe from any thread. While a call runs, no segment is taken away under it:
 * {@link #exchange} waits for the calls that have begun, and holds up those that come for a moment.
 */
final class SegmentReads {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReads.class);

    private static final int PLACES_AT_FIRST = 16;
    private static final int PLACES_AT_ONCE = 256;

    private final SegmentLog log;
    private final RunIndex index;
    private final LogBook book;
    private final Damage damage;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile @Nullable BlockView lastBlock;

    SegmentReads(SegmentLog log, RunIndex index, LogBook book, Damage damage) {
        this.damage = damage;
        this.log = log;
        this.index = index;
        this.book = book;
    }

    /** Changes what is read. */
    interface Exchange {
        void run() throws IOException;
    }

    /** Runs {@code exchange} while nobody reads. */
    void exchange(Exchange exchange) throws IOException {
        lock.writeLock().lock();
        try {
            lastBlock = null;
            exchange.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** A question to the store. */
    interface Question<T> {
        T ask() throws IOException;
    }

    /** Asks while no segment is taken away. */
    <T> T reading(Question<T> question) throws IOException {
        lock.readLock().lock();
        try {
            return question.ask();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** As {@link LogStore#runs}. */
    List<StoredRun> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) throws IOException {
        return reading(() -> {
            long first = Math.max(afterSeq + 1, book.firstSeq(author));
            return runsFrom(author, first, first > afterSeq + 1 ? Math.max(untilSeq, first) : untilSeq, maxBytes);
        });
    }

    private List<StoredRun> runsFrom(AuthorId author, long firstSeq, long untilSeq, int maxBytes) throws IOException {
        List<StoredRun> runs = new ArrayList<>();
        long next = firstSeq;
        long bytes = 0;
        while (next <= untilSeq) {
            int wanted = runs.isEmpty() ? PLACES_AT_FIRST : PLACES_AT_ONCE;
            long[] places = index.places(author, next, wanted);
            for (long place : places) {
                Optional<StoredRun> run = run(place).filter(StoredRun.of(author, next));
                bytes += run.map(StoredRun::plainSize).orElse(0L);
                if (run.isEmpty() || next > untilSeq || (bytes > maxBytes && !runs.isEmpty())) {
                    return runs;
                }
                runs.add(run.get());
                next = run.get().lastSeq() + 1;
            }
            if (places.length < wanted) {
                return runs;
            }
        }
        return runs;
    }

    private Optional<StoredRun> run(long place) throws IOException {
        if (damage.covers(place) || !log.table().holds(Place.segment(place))) {
            return Optional.empty();
        }
        Found found = log.read(Place.segment(place), Place.offset(place));
        Optional<StoredRun> run = found == null ? Optional.empty() : RunBody.decode(found.kind(), found.body());
        if (run.isEmpty() && damage.suspect(Place.segment(place))) {
            LOG.error("The run in {} is damaged and not served. Run 'tributary verify'.", Place.text(place));
        }
        return run;
    }

    /** The proof at a place, as it travels. */
    Optional<Bytes> proof(long place) throws IOException {
        Found found = log.read(Place.segment(place), Place.offset(place));
        return found == null || found.kind() != RecordKind.FORK
                ? Optional.empty()
                : Optional.of(ForkBody.proof(SegmentStore.bytes(found.body())));
    }

    /** As {@link LogStore#arrivals}, up to {@code end}. */
    List<Arrived> arrivals(long afterPosition, int maxEvents, LogEnd end) throws IOException {
        return reading(() -> {
            if (end.segment() == 0) {
                return List.of();
            }
            long start = index.placeAtOrBefore(afterPosition + 1);
            LogEnd from = start == 0
                    ? new LogEnd(log.table().all().get(0).name().id(), SegmentHeader.SIZE)
                    : new LogEnd(Place.segment(start), Place.offset(start));
            Walk walk = new Walk(afterPosition, maxEvents);
            walk.run(from, end);
            return walk.found;
        });
    }

    /** One walk along the positions. */
    private final class Walk {
        private final long after;
        private final int most;
        private final List<Arrived> found = new ArrayList<>();
        private final Map<Long, Optional<StoredRun>> inBlocks = new HashMap<>();
        private int events;

        Walk(long after, int most) {
            this.after = after;
            this.most = most;
        }

        void run(LogEnd from, LogEnd end) throws IOException {
            LogEnd at = from;
            while (events < most && !(at.segment() == end.segment() && at.offset() >= end.offset())) {
                Found record = log.read(at.segment(), at.offset());
                if (record == null) {
                    LogEnd next = log.skip(at);
                    // Where a segment ends there is no record either.
                    if (next.segment() == at.segment()) {
                        damage.suspect(at.segment());
                    }
                    at = next;
                } else if (record.kind() == RecordKind.BLOCK) {
                    at = new LogEnd(at.segment(), block(at, record));
                } else {
                    at = new LogEnd(at.segment(), record.next());
                    RunBody.decode(record.kind(), record.body())
                            .filter(run -> run.lastPosition() > after)
                            .ifPresent(run -> add(run, 0, run.count()));
                }
            }
        }

        private void add(StoredRun run, int index, int count) {
            found.add(new Arrived(run, index, count));
            events += count;
        }

        /** Takes what a block holds; returns where it ends. */
        private long block(LogEnd at, Found record) throws IOException {
            BlockView block = lastBlock;
            if (block == null || block.segment() != at.segment() || block.offset() != at.offset()) {
                block = BlockView.read(log, at.segment(), at.offset(), record);
                lastBlock = block;
            }
            for (BlockView.Part part : block.parts()) {
                if (part.last() > after && events < most) {
                    Optional<StoredRun> run = inBlocks.get(part.place());
                    if (run == null) {
                        run = SegmentReads.this.run(part.place());
                        inBlocks.put(part.place(), run);
                    }
                    run.ifPresent(whole -> add(whole, part.index(), part.span().count()));
                }
            }
            return block.end();
        }
    }
}
