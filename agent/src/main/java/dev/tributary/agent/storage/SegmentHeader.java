package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The first 96 bytes of a segment file, big-endian:
 *
 * <pre>
 *  0  "TRIBSEG" and one zero byte
 *  8  u32 format version
 * 12  16 bytes storeId
 * 28  u32 salt of all checksums of this store
 * 32  u32 segment id, as in its name
 * 36  u64 base position: the position of the first event that the segment may hold
 * 44  32 bytes space
 * 76  zeros
 * 92  u32 CRC32C of the 92 bytes before
 * </pre>
 *
 * Everything in it is known from elsewhere too (the file's name, the store file, the records), so a damaged header is
 * reported and loses nothing.
 *
 * @param storeId which store
 * @param space which logs
 * @param salt what all checksums of the store begin with
 * @param number the segment's id, from 1 on
 * @param basePosition the position of its first event
 */
record SegmentHeader(Bytes storeId, SpaceId space, int salt, int number, long basePosition) {
    /** Bytes before the first record. */
    static final int SIZE = 96;

    /**
     * The newest format, which this program writes; it reads the older ones. 2: a run may be packed, which who knows
     * only 1 would take for no run, and there are merged segments.
     */
    static final int VERSION = 2;

    private static final Bytes MAGIC = Bytes.utf8("TRIBSEG\0");
    private static final Pattern NAME = Pattern.compile("segment-(\\d{10})\\.log");

    /** The name of segment {@code number}. */
    static String fileName(int number) {
        String digits = Integer.toString(number);
        return "segment-" + "0".repeat(10 - digits.length()) + digits + ".log";
    }

    /** The number in a segment's file name; empty for any other file. */
    static OptionalInt numberOf(String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /**
     * The format version that the bytes name, when they are a segment's; also of formats that are unknown here: magic,
     * version and checksum stay where they are in all of them, so that damage is not taken for the future.
     */
    static OptionalInt version(Bytes bytes) {
        boolean ours = bytes.size() >= SIZE
                && bytes.slice(0, 8).equals(MAGIC)
                && bytes.asBuffer().getInt(92) == checksum(bytes.slice(0, 92));
        return ours ? OptionalInt.of(bytes.asBuffer().getInt(8)) : OptionalInt.empty();
    }

    /** Reads a header; empty when it is damaged or of another format. */
    static Optional<SegmentHeader> decode(Bytes bytes) {
        int version = version(bytes).orElse(0);
        if (version < 1 || version > VERSION) {
            return Optional.empty();
        }
        ByteBuffer buffer = bytes.asBuffer();
        return Optional.of(new SegmentHeader(
                bytes.slice(12, 16).compact(),
                new SpaceId(bytes.slice(44, SpaceId.SIZE).compact()),
                buffer.getInt(28),
                buffer.getInt(32),
                buffer.getLong(36)));
    }

    /** The 96 bytes. */
    Bytes encode() {
        byte[] bytes = new byte[SIZE];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        MAGIC.copyTo(bytes, 0);
        buffer.putInt(8, VERSION);
        storeId.copyTo(bytes, 12);
        space.bytes().copyTo(bytes, 44);
        buffer.putInt(28, salt).putInt(32, number).putLong(36, basePosition);
        buffer.putInt(92, checksum(Bytes.of(bytes).slice(0, 92)));
        return Bytes.wrap(bytes);
    }

    private static int checksum(Bytes bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asBuffer());
        return (int) crc.getValue();
    }
}
