package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Where the events of one sealed segment are, by hash: a file beside it that can be made anew at any time. Big-endian:
 *
 * <pre>
 *  0  "TRIBHSH" and one zero byte
 *  8  u32 format version
 * 12  16 bytes storeId
 * 28  u32 segment number
 * 32  u64 base position
 * 40  u32 number of entries
 * 44  u32 CRC32C of the 44 bytes before and the entries
 * 48  entries, sorted by their first: i32 first four bytes of the hash, u32 position of the event less the base
 * </pre>
 */
final class HashSidecar implements Closeable {
    private static final int HEAD = 48;
    private static final int VERSION = 1;
    private static final String ENDING = ".hashes";
    private static final Bytes MAGIC = Bytes.utf8("TRIBHSH\0");

    private final StoreFile file;
    private final long base;
    private final int count;

    private HashSidecar(StoreFile file, long base, int count) {
        this.file = file;
        this.base = base;
        this.count = count;
    }

    static String fileName(int segment) {
        return String.format(Locale.ROOT, "segment-%010d" + ENDING, segment);
    }

    /** Deletes the files of a store that is about to get another name; they are made anew. */
    static void deleteAll(StoreFiles files) throws IOException {
        for (String name : files.names()) {
            if (name.endsWith(ENDING)) {
                files.delete(name);
            }
        }
    }

    /** Writes the file of a segment, in place of an older one. */
    static void write(StoreFiles files, Bytes storeId, int segment, HashEntries hashes) throws IOException {
        long[] entries = hashes.sorted();
        byte[] bytes = new byte[HEAD + entries.length * Long.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        MAGIC.copyTo(bytes, 0);
        storeId.copyTo(bytes, 12);
        buffer.putInt(8, VERSION).putInt(28, segment).putLong(32, hashes.base()).putInt(40, entries.length);
        buffer.position(HEAD).asLongBuffer().put(entries);
        buffer.putInt(44, checksum(bytes));
        files.replace(fileName(segment), Bytes.wrap(bytes));
    }

    /** True when a segment's file is as it was written. */
    static boolean isSound(StoreFiles files, Bytes storeId, int segment) {
        try {
            open(files, storeId, segment).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens a segment's file and checks all of it. Throws when it is not there or not sound. */
    static HashSidecar open(StoreFiles files, Bytes storeId, int segment) throws IOException {
        StoreFile file = files.open(fileName(segment));
        try {
            byte[] bytes = file.bytes(0, Math.toIntExact(file.size())).toArray();
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            boolean sound = bytes.length >= HEAD
                    && Bytes.wrap(bytes, 0, 8).equals(MAGIC)
                    && buffer.getInt(8) == VERSION
                    && Bytes.wrap(bytes, 12, 16).equals(storeId)
                    && buffer.getInt(28) == segment
                    && bytes.length == HEAD + buffer.getInt(40) * Long.BYTES
                    && buffer.getInt(44) == checksum(bytes);
            if (!sound) {
                throw new IOException(file.name() + " is damaged");
            }
            return new HashSidecar(file, buffer.getLong(32), buffer.getInt(40));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Positions of events whose hash may begin with {@code prefix}. */
    void find(int prefix, LongConsumer found) throws IOException {
        long wanted = (long) prefix << 32;
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entry(middle) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (int i = low; i < count; i++) {
            long entry = entry(i);
            if ((int) (entry >> 32) != prefix) {
                break;
            }
            found.accept(base + (entry & 0xffff_ffffL));
        }
    }

    private long entry(int index) throws IOException {
        return file.bytes(HEAD + (long) index * Long.BYTES, Long.BYTES)
                .asBuffer()
                .getLong();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 44);
        crc.update(bytes, HEAD, bytes.length - HEAD);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
