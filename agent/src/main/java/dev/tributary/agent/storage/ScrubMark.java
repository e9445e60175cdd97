package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How far the segments were read again.
 *
 * @param started when the newest pass began, Unix milliseconds
 * @param segment the number of the first appended segment that is still to be read; 0 when the pass has ended
 * @param offset where in it to go on
 */
record ScrubMark(long started, int segment, long offset) {
    /** No pass was ever begun. */
    static final ScrubMark NONE = new ScrubMark(Long.MIN_VALUE / 2, 0, 0);

    private static final int SIZE = 12;

    static ScrubMark begin(long now) {
        return new ScrubMark(now, 1, SegmentHeader.SIZE);
    }

    boolean runs() {
        return segment > 0;
    }

    ScrubMark to(int next, long nextOffset) {
        return new ScrubMark(started, next, nextOffset);
    }

    ScrubMark end() {
        return new ScrubMark(started, 0, 0);
    }

    /** The mark to be kept: a segment is read again from its beginning. */
    ScrubMark atSegment() {
        return new ScrubMark(started, segment, segment == 0 ? 0 : SegmentHeader.SIZE);
    }

    /** u64 when the pass began, u32 segment. */
    Bytes encode() {
        return Bytes.wrap(
                ByteBuffer.allocate(SIZE).putLong(started).putInt(segment).array());
    }

    /** What {@link #encode} gave; empty for anything else. */
    static Optional<ScrubMark> decode(Bytes bytes) {
        if (bytes.size() != SIZE) {
            return Optional.empty();
        }
        ByteBuffer buffer = bytes.asBuffer();
        ScrubMark mark = new ScrubMark(buffer.getLong(), buffer.getInt(), SegmentHeader.SIZE);
        return mark.segment() < 0 ? Optional.empty() : Optional.of(mark);
    }
}
