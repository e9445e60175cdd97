package dev.tributary.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment from front to back, checks every checksum, and tells records, damage and the end apart.
 *
 * <p>What does not check is either damage or the torn tail of a group commit that nobody was told of. It is damage when
 * it lies in front of something that was written later than its own commit; then reading goes on behind it. Otherwise
 * it is the end, unless the disk refused to read something there: nobody can tell then, so all of it may have been
 * durable.
 */
final class SegmentScanner {
    private static final int WINDOW = 2 * 1024 * 1024;

    /** Is told what the segment holds, in order. */
    interface Visitor {
        /** A valid record; {@code body} is only good during the call. */
        void record(long offset, RecordKind kind, ByteBuffer body) throws IOException;

        /** Bytes from {@code from} to {@code to} (exclusive) were durable once and no longer check. */
        void damage(long from, long to) throws IOException;
    }

    private ByteBuffer window = ByteBuffer.allocate(0);
    private final RecordFrame frame;
    private @Nullable StoreFile file;
    private long size;
    private long windowStart;
    private long refusedUntil;

    SegmentScanner(int salt) {
        this.frame = new RecordFrame(salt);
    }

    /**
     * Visits the records of {@code source} from {@code from} on.
     *
     * @param durable everything below this offset is known to have been durable
     * @return the offset behind the last durable record
     */
    long scan(StoreFile source, long from, long durable, Visitor visitor) throws IOException {
        file = source;
        size = source.size();
        windowStart = 0;
        refusedUntil = 0;
        if (window.capacity() < Math.min(WINDOW, size)) {
            window = ByteBuffer.allocateDirect((int) Math.min(WINDOW, size));
        }
        window.limit(0);
        long proven = Math.min(durable, size);
        long at = from;
        while (at < size) {
            RecordKind kind = validAt(at);
            if (kind != null) {
                int start = index(at);
                int end = start + RecordFrame.HEAD + window.getInt(start);
                visitor.record(at, kind, window.slice(start + RecordFrame.HEAD, end - start - RecordFrame.HEAD));
                at += end - start;
                continue;
            }
            proven = proven > at ? proven : proven(at);
            if (proven <= at) {
                return at;
            }
            long next = nextValid(at);
            visitor.damage(at, next);
            at = next;
        }
        return at;
    }

    /** An offset behind {@code at} up to which all was durable once; none that lies behind it when there is none. */
    private long proven(long at) throws IOException {
        long later = laterCommit(at);
        return later == 0 && refusedUntil > at ? size : later;
    }

    /** The start of a commit after {@code at} that left a valid record; 0 when there is none. */
    private long laterCommit(long at) throws IOException {
        long candidate = at + 1;
        while (candidate < size) {
            if (validAt(candidate) == null) {
                candidate = afterZeros(candidate);
                continue;
            }
            int start = index(candidate);
            int commit = window.getInt(start + 8);
            if (commit > at) {
                return commit;
            }
            candidate += RecordFrame.HEAD + window.getInt(start);
        }
        return 0;
    }

    /** Where the next valid record begins: behind this one when its length is sound, else wherever one is found. */
    private long nextValid(long at) throws IOException {
        if (load(at, RecordFrame.HEAD) && RecordFrame.plausible(window, index(at), at)) {
            long behind = at + RecordFrame.HEAD + window.getInt(index(at));
            if (behind == size || validAt(behind) != null) {
                return behind;
            }
        }
        long candidate = at + 1;
        while (candidate < size && validAt(candidate) == null) {
            candidate = afterZeros(candidate);
        }
        return Math.min(candidate, size);
    }

    /** The next offset where a frame could begin: a length is never zero, and most of what does not check is zeros. */
    private long afterZeros(long at) throws IOException {
        long next = at;
        while (load(next, 2 * Long.BYTES) && window.getLong(index(next)) == 0) {
            next += Long.BYTES;
        }
        return next == at ? at + 1 : next - Integer.BYTES + 1;
    }

    /** The kind of the valid record at {@code at}, which then lies in the window; null when there is none. */
    private @Nullable RecordKind validAt(long at) throws IOException {
        if (!load(at, RecordFrame.HEAD) || !RecordFrame.plausible(window, index(at), at)) {
            return null;
        }
        int bodySize = window.getInt(index(at));
        return load(at, RecordFrame.HEAD + bodySize) ? frame.check(window, index(at), bodySize) : null;
    }

    private int index(long at) {
        return (int) (at - windowStart);
    }

    /** Makes the window hold {@code count} bytes from {@code at} on; false when the file ends before. */
    private boolean load(long at, int count) throws IOException {
        if (at + count > size) {
            return false;
        }
        if (at >= windowStart && at + count <= windowStart + window.limit()) {
            return true;
        }
        window.clear().limit((int) Math.min(window.capacity(), size - at));
        int read = file == null
                ? 0
                : PatientReads.read(file, at, window, (from, to) -> refusedUntil = Math.max(refusedUntil, to));
        window.flip();
        windowStart = at;
        return read >= count;
    }
}
