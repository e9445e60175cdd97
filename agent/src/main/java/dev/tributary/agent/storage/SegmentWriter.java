package dev.tributary.agent.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Appends records to one segment: collects a group commit in one buffer, writes it in one piece, forces once.
 *
 * <p>A small commit that makes the file grow also writes {@link #AHEAD} zeros behind it. The next ones then overwrite
 * blocks that the file system has given out already, which makes their force quicker and steadier. A frame never begins
 * with a zero length, so zeros are never taken for a record. Large commits skip this: it would double what they write.
 */
final class SegmentWriter implements Closeable {
    private static final int AHEAD = 256 * 1024;
    private static final int SMALL = 16 * 1024;

    private final StoreFile file;
    private final RecordFrame frame;
    private final ByteBuffer buffer;
    private long written;
    private long allocated;
    private long commitStart;

    /** Appends to {@code file} from {@code end} on, through {@code buffer}, which holds any frame. */
    SegmentWriter(StoreFile file, int salt, long end, ByteBuffer buffer) throws IOException {
        this.file = file;
        this.frame = new RecordFrame(salt);
        this.buffer = buffer.clear();
        this.written = end;
        this.allocated = file.size();
        this.commitStart = end;
    }

    /** Where the next record begins. */
    long end() {
        return written + buffer.position();
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
        if (buffer.remaining() < RecordFrame.HEAD + bodySize) {
            write();
        }
        long offset = end();
        int start = buffer.position();
        RecordFrame.begin(buffer, bodySize, (int) commitStart, kind);
        body.accept(buffer);
        frame.finish(buffer, start);
        return offset;
    }

    /** Writes what was taken and makes it durable. */
    void force() throws IOException {
        write();
        boolean grows = written > allocated;
        if (grows && written - commitStart <= SMALL) {
            buffer.clear();
            while (buffer.position() < AHEAD) {
                buffer.putLong(0);
            }
            file.write(written, buffer.flip());
            buffer.clear();
            allocated = written + AHEAD;
        }
        file.force();
    }

    /** Makes all durable and gives back what was written ahead; nothing is appended here any more. */
    void seal() throws IOException {
        write();
        file.truncate(written);
        allocated = written;
        file.force();
    }

    private void write() throws IOException {
        buffer.flip();
        int size = buffer.remaining();
        if (size > 0) {
            file.write(written, buffer);
        }
        written += size;
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
