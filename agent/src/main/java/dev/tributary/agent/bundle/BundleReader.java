package dev.tributary.agent.bundle;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stream that {@link BundleRecord} draws, in whatever pieces it comes. Holds at most one record and one
 * piece. Not safe for use by several threads at once.
 */
final class BundleReader {
    private static final int START = 12;

    private final MessageDigest digest = BundleRecord.sha256();
    private final CRC32C crc = new CRC32C();
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private boolean started;
    private long records;
    private BundleRecord.@Nullable Kind last;

    /** Takes the next bytes; {@link #next} must have been asked until it was empty. */
    void feed(Bytes piece) {
        if (piece.size() > Bundles.MAX_PIECE) {
            throw new IllegalArgumentException("a piece has at most " + Bundles.MAX_PIECE + " bytes");
        }
        ByteBuffer joined = ByteBuffer.allocate(unread.remaining() + piece.size());
        joined.put(unread).put(piece.asBuffer());
        unread = joined.flip();
    }

    /**
     * The next whole record; empty when more bytes are needed.
     *
     * @throws BundleException at the first byte that is not as it was written
     */
    Optional<BundleRecord> next() {
        if (!started && !begin()) {
            return Optional.empty();
        }
        if (last == BundleRecord.Kind.END && unread.hasRemaining()) {
            throw damaged("something stands behind its end");
        }
        if (unread.remaining() < BundleRecord.FRAME) {
            return Optional.empty();
        }
        int start = unread.position();
        int length = unread.getInt(start);
        Optional<BundleRecord.Kind> kind = BundleRecord.Kind.of(unread.get(start + 4));
        if (length < 0 || length > BundleRecord.MAX_BODY || kind.isEmpty()) {
            throw damaged("record " + (records + 1) + " is none");
        }
        if (unread.remaining() < BundleRecord.FRAME + length) {
            return Optional.empty();
        }
        int size = BundleRecord.FRAME + length;
        crc.reset();
        crc.update(unread.array(), unread.arrayOffset() + start, size - Integer.BYTES);
        if ((int) crc.getValue() != unread.getInt(start + size - Integer.BYTES)) {
            throw damaged("the checksum of record " + (records + 1) + " is wrong");
        }
        Bytes body = Bytes.wrap(slice(start + 5, length));
        BundleRecord record = new BundleRecord(kind.get(), body);
        requireOrder(record);
        if (record.kind() == BundleRecord.Kind.END) {
            checkEnd(body);
        } else {
            digest.update(unread.array(), unread.arrayOffset() + start, size);
        }
        unread.position(start + size);
        records++;
        last = record.kind();
        return Optional.of(record);
    }

    /**
     * To be called when no more bytes come.
     *
     * @throws BundleException when the stream was cut short
     */
    void finish() {
        if (!started) {
            throw stranger();
        }
        if (last != BundleRecord.Kind.END) {
            throw new BundleException("The bundle is cut short after " + records
                    + " records: what came before counts; take it again from its source and repeat this.");
        }
    }

    private boolean begin() {
        if (unread.remaining() < START) {
            return false;
        }
        if (!Bytes.wrap(slice(0, 8)).equals(BundleRecord.MAGIC)) {
            throw stranger();
        }
        int version = unread.getInt(8);
        if (version != BundleRecord.VERSION) {
            throw new BundleException("The bundle has format " + Integer.toUnsignedString(version)
                    + " and this program knows format " + BundleRecord.VERSION
                    + ": use a newer Tributary; if none has written it, it is damaged: take it again from its source.");
        }
        digest.update(slice(0, START));
        unread.position(START);
        started = true;
        return true;
    }

    private void requireOrder(BundleRecord record) {
        boolean first = last == null;
        boolean about = record.kind() == BundleRecord.Kind.ABOUT;
        if (first != about || (last != null && record.kind().compareTo(last) < 0)) {
            throw damaged("its records are out of order");
        }
    }

    private void checkEnd(Bytes body) {
        boolean right = body.size() == Long.BYTES + BundleRecord.HASH
                && body.asBuffer().getLong() == records
                && body.slice(Long.BYTES, BundleRecord.HASH).equals(Bytes.wrap(digest.digest()));
        if (!right) {
            throw damaged("its records are not those that were written");
        }
    }

    private byte[] slice(int from, int length) {
        byte[] bytes = new byte[length];
        unread.get(from, bytes);
        return bytes;
    }

    private static BundleException stranger() {
        return new BundleException("This is neither a bundle nor a backup of Tributary: name the right file.");
    }

    private static BundleException damaged(String why) {
        return new BundleException("The bundle is damaged, " + why + ": take it again from its source.");
    }
}
