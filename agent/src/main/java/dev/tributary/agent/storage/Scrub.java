package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.SegmentReader.Found;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all segments again, a piece at a time, and checks the checksum of each record, the hashes and the signature of
 * each run, so that damage is found while peers still hold what it took. One pass a day, from where the last one was
 * left; a segment in which a read failed comes first. One thread uses it.
 */
final class Scrub {
    /** Under this key the mark is kept. */
    static final String KEY = "scrub";

    static final long EVERY_MILLIS = 24 * 60 * 60 * 1_000L;

    /** What one step reads. */
    private static final int STEP_BYTES = 1024 * 1024;

    /** The most records that one step reads: a signature takes as long as 100 KiB of the rest. */
    private static final int STEP_RECORDS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);

    private final Consolidator.Parts store;
    private final Damage damage;
    private final InstantSource clock;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final EventRules rules;
    private ScrubMark mark;
    private @Nullable Bytes savedMark;
    private final LongAdder bytes = new LongAdder();
    private final LongAdder passes = new LongAdder();

    Scrub(Consolidator.Parts store, Damage damage, InstantSource clock) {
        this.store = store;
        this.damage = damage;
        this.clock = clock;
        this.mark = ScrubMark.NONE;
        this.rules = new EventRules(store.info().space(), LogLimits.STANDARD);
    }

    /** Goes on where an earlier run of the agent was: what is still damaged of what that found is not served. */
    void resume(Optional<Bytes> saved) throws IOException {
        mark = saved.flatMap(ScrubMark::decode).orElse(ScrubMark.NONE);
        savedMark = mark.encode();
        for (Damage.Piece piece : mark.damaged()) {
            if (store.log().table().holds(piece.segment()) && !isSound(piece)) {
                damage.found(piece.segment(), piece.from(), piece.to());
            }
        }
    }

    private boolean isSound(Damage.Piece piece) throws IOException {
        long at = piece.from();
        while (at < piece.to()) {
            Found found = store.log().read(piece.segment(), at);
            if (found == null || !isSound(found.kind(), found.body(), true)) {
                return false;
            }
            at = found.next();
        }
        return true;
    }

    /** Reads everything at once: for a store that no agent runs on. */
    void readAll(LogEnd visible, Verify.Progress progress) throws IOException {
        long total = store.log().sealedBytes() + visible.offset();
        long start = bytes();
        for (SegmentTable.Segment segment : store.log().table().all()) {
            examineHeader(segment);
            examine(segment.name().id(), visible, true);
            progress.at(Math.min(total, bytes() - start), total);
        }
        mark = ScrubMark.begin(clock.millis()).end();
    }

    /** The mark to be kept with the store, when it has changed since this was asked last, or is {@code wanted}. */
    Optional<Bytes> takeMark(boolean wanted) {
        Bytes now = mark.toKeep(damage.pieces(ScrubMark.PIECES)).encode();
        if (now.equals(savedMark) && !wanted) {
            return Optional.empty();
        }
        savedMark = now;
        return Optional.of(now);
    }

    long bytes() {
        return bytes.sum();
    }

    long passes() {
        return passes.sum();
    }

    /** Reads a piece; true when a suspect was looked at and there may be more to do at once. */
    boolean step(LogEnd visible) throws IOException {
        Integer suspect = damage.nextSuspect();
        if (suspect != null) {
            return store.reads().reading(() -> examine(suspect, visible, false));
        }
        if (!mark.runs() && clock.millis() - mark.started() < EVERY_MILLIS && clock.millis() >= mark.started()) {
            return false;
        }
        if (!mark.runs()) {
            mark = ScrubMark.begin(clock.millis());
        }
        store.reads().reading(() -> {
            read(visible);
            return true;
        });
        return false;
    }

    private void read(LogEnd visible) throws IOException {
        SegmentTable.Segment segment = store.log().table().from(mark.segment());
        if (segment == null || visible.segment() == 0) {
            mark = mark.end();
            passes.increment();
            return;
        }
        SegmentName name = segment.name();
        long end =
                name.id() == visible.segment() ? visible.offset() : store.log().size(name);
        long at = name.from() == mark.segment() ? mark.offset() : SegmentHeader.SIZE;
        if (at == SegmentHeader.SIZE) {
            examineHeader(segment);
        }
        long until = Math.min(end, at + STEP_BYTES);
        for (int records = 0; at < until && records < STEP_RECORDS; records++) {
            Found found = store.log().read(name.id(), at);
            if (found == null || !isSound(found.kind(), found.body(), true)) {
                examine(name.id(), visible, true);
                at = end;
            } else {
                bytes.add(found.next() - at);
                at = found.next();
            }
        }
        mark = at >= end ? mark.to(name.to() + 1, SegmentHeader.SIZE) : mark.to(name.from(), at);
    }

    private void examineHeader(SegmentTable.Segment segment) {
        int id = segment.name().id();
        if (segment.base() < 0 && !damage.isIn(id)) {
            damage.found(id, 0, SegmentHeader.SIZE);
        }
    }

    /** Reads a whole segment and takes down what of it is damaged. */
    private boolean examine(int segment, LogEnd visible, boolean signatures) throws IOException {
        if (!store.log().table().holds(segment)) {
            return true;
        }
        String name = store.log().table().fileName(segment);
        long end = segment == visible.segment() ? visible.offset() : Long.MAX_VALUE;
        store.log().scan(segment, SegmentHeader.SIZE, end, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                long to = Place.offset(place) + RecordFrame.HEAD + body.remaining();
                bytes.add(to - Place.offset(place));
                if (!isSound(kind, body, signatures)) {
                    damage(segment, Place.offset(place), to);
                }
            }

            @Override
            public void damage(int damaged, long from, long to) {
                if (from < end && damage.found(segment, from, Math.min(to, end))) {
                    store.meter().damaged(Math.min(to, end) - from);
                    LOG.error(
                            "{} is damaged from {} to {}: what was there is not served, and asked of peers.",
                            name,
                            from,
                            to);
                }
            }
        });
        return true;
    }

    /** The checksum held; does the content, too? */
    private boolean isSound(RecordKind kind, ByteBuffer body, boolean signatures) {
        if (kind != RecordKind.RUN && kind != RecordKind.MERGED) {
            return true;
        }
        Optional<StoredRun> stored = RunBody.decode(kind, body);
        Optional<CheckedRun> hashed = stored.flatMap(run -> codec.decode(run.encoded())
                .run()
                .map(decoded -> codec.trust(store.info().space(), decoded)));
        return hashed.isPresent()
                && hashed.get().head().equals(stored.get().head())
                && hashed.get().count() == stored.get().count()
                && (!signatures || rules.isSigned(hashed.get()));
    }
}
