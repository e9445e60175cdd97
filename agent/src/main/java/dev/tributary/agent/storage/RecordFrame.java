package dev.tributary.agent.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record lies in a segment, big-endian:
 *
 * <pre>
 *  0  u32 length of the body
 *  4  u32 CRC32C over salt (u32), length, commit, kind, body
 *  8  u32 commit: where in this segment the group commit began that this record belongs to
 * 12  u8  kind
 * 13  body
 * </pre>
 *
 * {@code commit} tells a torn tail from damage: a group commit begins only after the force of the one before, so a
 * valid record of a later commit proves that everything before that commit was durable once. The salt is random per
 * store: no event can carry bytes that pass for a record. Not safe for use by several threads at once.
 */
final class RecordFrame {
    /** Bytes before the body. */
    static final int HEAD = 13;

    /** The largest body: a fork proof of two full runs fits. */
    static final int MAX_BODY = 768 * 1024;

    private final CRC32C crc = new CRC32C();
    private final byte[] saltBytes;

    RecordFrame(int salt) {
        this.saltBytes = ByteBuffer.allocate(4).putInt(salt).array();
    }

    /** Begins a frame at the position of {@code target}; the caller then puts the body and calls {@link #finish}. */
    static void begin(ByteBuffer target, int bodySize, int commit, RecordKind kind) {
        target.putInt(bodySize).putInt(0).putInt(commit).put(kind.code());
    }

    /** Fills in the checksum of the frame that begins at {@code start} and ends at the position of {@code target}. */
    void finish(ByteBuffer target, int start) {
        target.putInt(start + 4, checksum(target, start, target.position() - start - HEAD));
    }

    /**
     * The kind of the record whose frame begins at {@code start} of {@code source} and is wholly inside its limit; null
     * when that is no valid record of this store.
     */
    @Nullable
    RecordKind check(ByteBuffer source, int start, int bodySize) {
        RecordKind kind = RecordKind.of(source.get(start + 12));
        return kind != null && source.getInt(start + 4) == checksum(source, start, bodySize) ? kind : null;
    }

    /** True when the frame head at {@code start} could be one that lies at {@code offset} of a segment. */
    static boolean plausible(ByteBuffer source, int start, long offset) {
        int length = source.getInt(start);
        int commit = source.getInt(start + 8);
        return length > 0
                && length <= MAX_BODY
                && commit >= SegmentHeader.SIZE
                && commit <= offset
                && RecordKind.of(source.get(start + 12)) != null;
    }

    private int checksum(ByteBuffer buffer, int start, int bodySize) {
        crc.reset();
        crc.update(saltBytes, 0, 4);
        ByteBuffer view = buffer.duplicate();
        crc.update(view.limit(start + 4).position(start));
        crc.update(view.limit(start + HEAD + bodySize).position(start + 8));
        return (int) crc.getValue();
    }
}
