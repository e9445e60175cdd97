package dev.tributary.agent.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to one segment: collects a group commit in one buffer, writes it in one piece, forces once.
 *
 * <p>A small commit that makes the file grow also writes {@link #AHEAD} zeros behind it. The next ones then overwrite
 * blocks that the file system has given out already, which makes their force quicker and steadier. A frame never begins
 * with a zero length, so zeros are never taken for a record. Large commits skip this: it would double what they write.
 */
final class SegmentWriter implements Closeable {
    /** The most zeros written ahead. */
    static final int AHEAD = 256 * 1024;

    private static final int SMALL = 16 * 1024;

    private final StoreFile file;
    private final RecordFrame frame;
    private final Supplier<ByteBuffer> buffers;
    private final int ahead;
    private long written;
    private long allocated;
    private long commitStart;
    private @Nullable ByteBuffer buffer;

    /**
     * Appends to {@code file} from {@code end} on, through one of {@code buffers}, which holds any frame, and writes
     * {@code ahead} zeros ahead.
     */
    SegmentWriter(StoreFile file, int salt, long end, Supplier<ByteBuffer> buffers, int ahead) throws IOException {
        this.file = file;
        this.frame = new RecordFrame(salt);
        this.buffers = buffers;
        this.ahead = ahead;
        this.written = end;
        this.allocated = file.size();
        this.commitStart = end;
    }

    /** Where the next record begins. */
    long end() {
        ByteBuffer current = buffer;
        return written + (current == null ? 0 : current.position());
    }

    /** Begins a group commit: what follows becomes durable with the next {@link #force}. */
    void beginCommit() {
        commitStart = end();
    }

    /** Takes a record with a body that {@code body} puts; returns the offset of its frame. */
    long append(RecordKind kind, int bodySize, Consumer<ByteBuffer> body) throws IOException {
        if (bodySize > RecordFrame.MAX_BODY) {
            throw new IllegalArgumentException("a record body of " + bodySize + " bytes");
        }
        ByteBuffer target = buffer();
        if (target.remaining() < RecordFrame.HEAD + bodySize) {
            write();
        }
        long offset = end();
        int start = target.position();
        RecordFrame.begin(target, bodySize, (int) commitStart, kind);
        body.accept(target);
        frame.finish(target, start);
        return offset;
    }

    private ByteBuffer buffer() {
        ByteBuffer current = buffer;
        if (current == null) {
            current = buffers.get().clear();
            buffer = current;
        }
        return current;
    }

    /** Writes what was taken and makes it durable. */
    void force() throws IOException {
        write();
        boolean grows = written > allocated;
        if (grows && written - commitStart <= SMALL) {
            writeAhead();
        }
        file.force();
    }

    private void writeAhead() throws IOException {
        ByteBuffer zeros = buffer().clear();
        while (zeros.position() < ahead) {
            zeros.putLong(0);
        }
        try {
            file.write(written, zeros.flip());
            allocated = written + ahead;
        } catch (DiskFullException e) {
            // The commit itself has its place; whatever part of the zeros was written does no harm.
            allocated = written;
        } finally {
            zeros.clear();
        }
    }

    /** Makes all durable and gives back what was written ahead; nothing is appended here any more. */
    void seal() throws IOException {
        write();
        file.truncate(written);
        allocated = written;
        file.force();
    }

    /** Writes what was taken; it is not durable yet. */
    void write() throws IOException {
        ByteBuffer taken = buffer;
        if (taken == null || taken.position() == 0) {
            return;
        }
        int size = taken.flip().remaining();
        file.write(written, taken);
        written += size;
        taken.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
