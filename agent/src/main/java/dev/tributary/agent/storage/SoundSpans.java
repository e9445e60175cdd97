package dev.tributary.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads which positions the sound runs of a segment have. One thread uses it. */
final class SoundSpans {
    private final SegmentLog log;
    private final Damage damage;

    SoundSpans(SegmentLog log, Damage damage) {
        this.log = log;
        this.damage = damage;
    }

    /** Takes the positions of one run after the other. */
    interface Taker {
        void take(Span span);
    }

    /** Hands over the positions of all sound runs of a segment; returns its damaged pieces, from and to. */
    NavigableMap<Long, Long> read(int segment, Taker taker) throws IOException {
        TreeMap<Long, Long> pieces = new TreeMap<>();
        log.scan(segment, SegmentHeader.SIZE, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                if (damage.covers(place)) {
                    pieces.put(Place.offset(place), Place.offset(place) + RecordFrame.HEAD + body.remaining());
                } else {
                    RunBody.decodePreamble(kind, body)
                            .ifPresent(run -> run.allSpans().forEach(taker::take));
                }
            }

            @Override
            public void damage(int damaged, long from, long to) {
                pieces.put(from, to);
            }
        });
        return pieces;
    }

    /** The position of the first event that the segments from number {@code from} on may have held. */
    long base(int from) throws IOException {
        SegmentTable.Segment at = log.table().from(from);
        if (at != null && at.name().from() == from && at.base() >= 0) {
            return at.base();
        }
        SegmentTable.Segment before = log.table().before(from);
        return before == null ? 1 : last(before) + 1;
    }

    private long last(SegmentTable.Segment segment) throws IOException {
        long[] last = {Math.max(1, segment.base()) - 1};
        read(segment.name().id(), span -> last[0] = Math.max(last[0], span.position() + span.count() - 1));
        return last[0];
    }

    /** How many positions up to {@code last} no sound run of a segment has. */
    long free(SegmentTable.Segment segment, long last) throws IOException {
        long[] free = {last - base(segment.name().from()) + 1};
        read(segment.name().id(), span -> free[0] -= span.count());
        return free[0];
    }
}
