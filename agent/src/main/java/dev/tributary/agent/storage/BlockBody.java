package dev.tributary.agent.storage;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of the record that begins a block of a merged segment: 20 bytes, u64 first and last position, u32 bytes of
 * the records behind it that belong to the block. Blocks hold the runs of ranges of positions that do not overlap, in
 * the order of the ranges; within a block, runs are in the order of their first positions.
 *
 * @param first the lowest position in the block
 * @param last the highest
 * @param bytes what the block's records take behind this one
 */
record BlockBody(long first, long last, int bytes) {
    static final int SIZE = 20;

    void put(ByteBuffer target) {
        target.putLong(first).putLong(last).putInt(bytes);
    }

    /** Reads a body; empty when it makes no sense. */
    static Optional<BlockBody> decode(ByteBuffer body) {
        if (body.remaining() != SIZE) {
            return Optional.empty();
        }
        int at = body.position();
        BlockBody block = new BlockBody(body.getLong(at), body.getLong(at + 8), body.getInt(at + 16));
        boolean sound = block.first >= 1 && block.last >= block.first && block.bytes > 0;
        return sound ? Optional.of(block) : Optional.empty();
    }
}
