package dev.tributary.agent.bundle;

import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes the stream that {@link BundleRecord} draws, piece by piece. Not safe for use by several threads at once. */
final class BundleWriter {
    private final MessageDigest digest = BundleRecord.sha256();
    private final CRC32C crc = new CRC32C();
    private ByteBuffer waiting = ByteBuffer.allocate(64 * 1024);
    private long records;

    BundleWriter() {
        waiting.put(BundleRecord.MAGIC.asBuffer()).putInt(BundleRecord.VERSION);
    }

    void add(BundleRecord record) {
        int length = record.body().size();
        if (length > BundleRecord.MAX_BODY) {
            throw new IllegalArgumentException("a record has at most " + BundleRecord.MAX_BODY + " bytes");
        }
        room(BundleRecord.FRAME + length);
        int start = waiting.position();
        waiting.putInt(length).put(record.kind().code()).put(record.body().asBuffer());
        crc.reset();
        crc.update(waiting.array(), start, waiting.position() - start);
        waiting.putInt((int) crc.getValue());
        records++;
    }

    /** How many bytes wait to be taken. */
    int size() {
        return waiting.position();
    }

    /** What was written since the last time. */
    Bytes take() {
        Bytes piece = Bytes.wrap(Arrays.copyOf(waiting.array(), waiting.position()));
        digest.update(waiting.array(), 0, waiting.position());
        waiting.clear();
        return piece;
    }

    /** Writes the last record; returns everything that was not taken before. */
    Bytes end() {
        Bytes before = take();
        ByteBuffer body = ByteBuffer.allocate(Long.BYTES + BundleRecord.HASH);
        body.putLong(records).put(digest.digest());
        add(new BundleRecord(BundleRecord.Kind.END, Bytes.wrap(body.array())));
        byte[] all = new byte[before.size() + waiting.position()];
        before.copyTo(all, 0);
        System.arraycopy(waiting.array(), 0, all, before.size(), waiting.position());
        waiting.clear();
        return Bytes.wrap(all);
    }

    private void room(int more) {
        if (waiting.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * waiting.capacity(), waiting.position() + more));
            larger.put(waiting.flip());
            waiting = larger;
        }
    }
}
