package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What the store is: the file {@value #FILE}, lines of {@code key=value} closed by a checksum. It is put in place last
 * when a store is made, so a folder without it and without events is no store yet.
 *
 * @param storeId 16 random bytes that name the store and the order of its positions
 * @param salt what all checksums of records begin with
 * @param space which logs
 * @param genesis the founder's first run, so that a crash between founding and the first write loses nothing
 */
record StoreInfo(Bytes storeId, int salt, SpaceId space, Optional<Bytes> genesis) {
    static final String FILE = "store.properties";

    /** A file that another version of this program wrote, or nobody. */
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** The same store in a new order of positions. */
    StoreInfo renamed(Bytes newId) {
        return new StoreInfo(newId, salt, space, genesis);
    }

    /** The file's content. */
    Bytes encode() {
        String lines = "# What this store is. Written once by the agent; do not edit.\n"
                + "format=" + SegmentHeader.VERSION + "\n"
                + "store-id=" + storeId.hex() + "\n"
                + "salt=" + HexFormat.of().toHexDigits(salt) + "\n"
                + "space=" + space.hex() + "\n"
                + genesis.map(run -> "genesis=" + run.hex() + "\n").orElse("");
        return Bytes.utf8(lines + "checksum=" + checksum(lines) + "\n");
    }

    /** True for content that is not as it was written, in whatever version. */
    static boolean isDamaged(Bytes content) {
        String text = content.utf8();
        int end = text.indexOf("checksum=");
        return end < 0 || !text.substring(end).equals("checksum=" + checksum(text.substring(0, end)) + "\n");
    }

    /** Reads the file's content. */
    static StoreInfo decode(Bytes content) throws Unreadable {
        String text = content.utf8();
        Map<String, String> values = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1).strip());
            }
        }
        if (isDamaged(content)) {
            throw new Unreadable(FILE + " is damaged: 'tributary verify --repair' writes it anew");
        }
        String format = values.getOrDefault("format", "");
        if (format.matches("\\d{1,9}") && Integer.parseInt(format) > SegmentHeader.VERSION) {
            throw new Unreadable("it has format " + format + " and this program knows formats up to "
                    + SegmentHeader.VERSION + ": use a newer Tributary");
        }
        try {
            return new StoreInfo(
                    Bytes.ofHex(values.getOrDefault("store-id", "")),
                    HexFormat.fromHexDigits(values.getOrDefault("salt", "")),
                    SpaceId.ofHex(values.getOrDefault("space", "")),
                    Optional.ofNullable(values.get("genesis")).map(Bytes::ofHex));
        } catch (IllegalArgumentException e) {
            throw new Unreadable(FILE + " lacks values: 'tributary verify --repair' writes it anew");
        }
    }

    /** What the segments' headers tell, for a store whose file was lost or damaged. */
    static StoreInfo of(SegmentHeader header) {
        return new StoreInfo(header.storeId(), header.salt(), header.space(), Optional.empty());
    }

    private static String checksum(String lines) {
        CRC32C crc = new CRC32C();
        crc.update(Bytes.utf8(lines).asBuffer());
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
