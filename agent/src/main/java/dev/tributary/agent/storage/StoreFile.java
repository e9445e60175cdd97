package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One open file of the store. One thread writes; any thread reads, at the same time too. An interrupt neither fails nor
 * closes anything: it is kept for the caller.
 */
interface StoreFile extends Closeable {
    /** The plain file name. */
    String name();

    /** The size in bytes. */
    long size() throws IOException;

    /**
     * Writes all that remains in {@code source} from {@code at} on; the file grows as needed.
     *
     * @throws DiskFullException when there is no space for all of it; a part may have been written
     */
    void write(long at, ByteBuffer source) throws IOException;

    /** Reads until {@code target} is full or the file ends; returns how many bytes were read, 0 at the end. */
    int read(long at, ByteBuffer target) throws IOException;

    /** Makes the content durable. */
    void force() throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;

    /** Bytes from {@code at} on, fewer than {@code count} when the file ends before. */
    default Bytes bytes(long at, int count) throws IOException {
        byte[] bytes = new byte[count];
        int read = read(at, ByteBuffer.wrap(bytes));
        return Bytes.wrap(read == count ? bytes : Arrays.copyOf(bytes, read));
    }
}
