package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/**
 * Reads what a disk still gives. Pages that it refuses come as zeros, which pass no checksum: so they are damage like
 * any other, named and fetched again, and the rest of the file stays readable.
 */
final class PatientReads {
    /** What a disk gives or refuses at once. */
    static final int PAGE = 4096;

    private PatientReads() {}

    /** Is told what was refused: bytes of the file from {@code from} to {@code to}, exclusive. */
    interface Refused {
        void page(long from, long to);
    }

    /** As {@link StoreFile#read}, but for refused pages. Throws when the file itself is out of reach. */
    static int read(StoreFile file, long at, ByteBuffer target, Refused refused) throws IOException {
        int start = target.position();
        try {
            return file.read(at, target);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            int size = (int) Math.max(0, Math.min(target.limit() - start, file.size() - at));
            target.position(start);
            if (size > PAGE) {
                return halves(file, at, target, size, refused);
            }
            target.put(new byte[size]);
            refused.page(at, at + size);
            return size;
        }
    }

    /** As {@link StoreFile#bytes}, but for refused pages. */
    static Bytes bytes(StoreFile file, long at, int count) throws IOException {
        byte[] bytes = new byte[count];
        int read = read(file, at, ByteBuffer.wrap(bytes), (from, to) -> {
            // What is read by this carries a checksum, or says itself what it is.
        });
        return Bytes.wrap(read == count ? bytes : Arrays.copyOf(bytes, read));
    }

    private static int halves(StoreFile file, long at, ByteBuffer target, int size, Refused refused)
            throws IOException {
        int start = target.position();
        int limit = target.limit();
        long middle = (at + size / 2) / PAGE * PAGE;
        int first = (int) ((middle > at ? middle : at + PAGE) - at);
        read(file, at, target.limit(start + first), refused);
        read(file, at + first, target.limit(start + size).position(start + first), refused);
        target.limit(limit).position(start + size);
        return size;
    }
}
