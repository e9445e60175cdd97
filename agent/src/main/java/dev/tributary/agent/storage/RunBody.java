package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of a run record: a local preamble, so that heads and index are rebuilt without hashing or decoding, then the
 * run exactly as it travels. Big-endian:
 *
 * <pre>
 *  0  32 bytes hash of the last event
 * 32  u64 position of the first event
 * 40  u64 seq of the first event
 * 48  i64 timestamp of the last event
 * 56  u16 number of events
 * 58  the run, plain or packed: an array of 7 or 5 whose first element is the author, a string of 32 bytes
 * </pre>
 */
final class RunBody {
    /** Bytes before the run. */
    static final int PREAMBLE = 58;

    /** What every run begins with: CBOR's array of 7, string of 32 bytes. */
    private static final int RUN_START = 0x875820;

    /** What every packed run begins with: an array of 5. */
    private static final int PACKED_START = 0x855820;

    private RunBody() {}

    /** The size of the body of {@code run}. */
    static int size(StoredRun run) {
        return PREAMBLE + run.encoded().size();
    }

    /** Puts the body of {@code run}. */
    static void put(ByteBuffer target, StoredRun run) {
        target.put(run.lastHash().bytes().asBuffer())
                .putLong(run.firstPosition())
                .putLong(run.firstSeq())
                .putLong(run.lastTimestamp())
                .putShort((short) run.count())
                .put(run.encoded().asBuffer());
    }

    /** Reads the body of a run of either kind, copying; empty for other kinds, and when it makes no sense. */
    static Optional<StoredRun> decode(RecordKind kind, ByteBuffer body) {
        return kind == RecordKind.MERGED
                ? MergedBody.decode(body, true)
                : kind == RecordKind.RUN ? decode(body, true) : Optional.empty();
    }

    /** As {@link #decode(RecordKind, ByteBuffer)}, with an empty run in place of the real one. */
    static Optional<StoredRun> decodePreamble(RecordKind kind, ByteBuffer body) {
        return kind == RecordKind.MERGED
                ? MergedBody.decode(body, false)
                : kind == RecordKind.RUN ? decode(body, false) : Optional.empty();
    }

    static Optional<StoredRun> decode(ByteBuffer body, boolean content) {
        int at = body.position();
        int size = body.remaining();
        if (size < PREAMBLE + 3 + AuthorId.SIZE) {
            return Optional.empty();
        }
        int start = body.getInt(at + PREAMBLE) >>> 8;
        if (start != RUN_START && start != PACKED_START) {
            return Optional.empty();
        }
        int count = body.getShort(at + 56) & 0xffff;
        long firstSeq = body.getLong(at + 40);
        if (count < 1 || count > 0x1ff || firstSeq < 1) {
            return Optional.empty();
        }
        return Optional.of(new StoredRun(
                new AuthorId(copy(body, at + PREAMBLE + 3, AuthorId.SIZE)),
                firstSeq,
                count,
                body.getLong(at + 32),
                body.getLong(at + 48),
                new EventHash(copy(body, at, EventHash.SIZE)),
                content ? copy(body, at + PREAMBLE, size - PREAMBLE) : Bytes.EMPTY));
    }

    private static Bytes copy(ByteBuffer source, int at, int size) {
        byte[] bytes = new byte[size];
        source.get(at, bytes);
        return Bytes.wrap(bytes);
    }
}
