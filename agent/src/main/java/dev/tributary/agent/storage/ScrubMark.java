package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far the segments were read again, and what was found.
 *
 * @param started when the newest pass began, Unix milliseconds
 * @param segment the number of the first appended segment that is still to be read; 0 when the pass has ended
 * @param offset where in it to go on
 * @param damaged what is damaged; looked at again when the store is opened, before anything is served
 */
record ScrubMark(long started, int segment, long offset, List<Damage.Piece> damaged) {
    /** No pass was ever begun. */
    static final ScrubMark NONE = new ScrubMark(Long.MIN_VALUE / 2, 0, 0, List.of());

    /** The most damaged pieces in a mark: what else there is has to be found again. */
    static final int PIECES = 1_000;

    private static final int SIZE = 12;
    private static final int PIECE = 20;

    ScrubMark {
        damaged = List.copyOf(damaged);
    }

    static ScrubMark begin(long now) {
        return new ScrubMark(now, 1, SegmentHeader.SIZE, List.of());
    }

    boolean runs() {
        return segment > 0;
    }

    ScrubMark to(int next, long nextOffset) {
        return new ScrubMark(started, next, nextOffset, damaged);
    }

    ScrubMark end() {
        return new ScrubMark(started, 0, 0, damaged);
    }

    /** The mark to be kept: a segment is read again from its beginning. */
    ScrubMark toKeep(List<Damage.Piece> now) {
        return new ScrubMark(started, segment, segment == 0 ? 0 : SegmentHeader.SIZE, now);
    }

    /** u64 when the pass began, u32 segment, then for each damaged piece u32 id of the segment, u64 from, u64 to. */
    Bytes encode() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE + PIECE * damaged.size());
        bytes.putLong(started).putInt(segment);
        damaged.forEach(
                piece -> bytes.putInt(piece.segment()).putLong(piece.from()).putLong(piece.to()));
        return Bytes.wrap(bytes.array());
    }

    /** What {@link #encode} gave; empty for anything else. */
    static Optional<ScrubMark> decode(Bytes bytes) {
        if (bytes.size() < SIZE || (bytes.size() - SIZE) % PIECE != 0) {
            return Optional.empty();
        }
        ByteBuffer buffer = bytes.asBuffer();
        long started = buffer.getLong();
        int segment = buffer.getInt();
        List<Damage.Piece> damaged = new ArrayList<>();
        while (buffer.hasRemaining()) {
            damaged.add(new Damage.Piece(buffer.getInt(), buffer.getLong(), buffer.getLong()));
        }
        return segment < 0
                ? Optional.empty()
                : Optional.of(new ScrubMark(started, segment, SegmentHeader.SIZE, damaged));
    }
}
