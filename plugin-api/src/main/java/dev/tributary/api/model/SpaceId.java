package dev.tributary.api.model;

import java.util.Objects;

/**
 * An independent set of logs, named by the hash of its genesis event (PROTOCOL section 2).
 *
 * @param bytes exactly 32 bytes
 * @since 0.1
 */
public record SpaceId(Bytes bytes) implements Comparable<SpaceId> {
    /** The number of bytes: 32. */
    public static final int SIZE = 32;

    /** What a genesis event carries in place of its own hash: 32 zero bytes. */
    public static final SpaceId NONE = new SpaceId(Bytes.wrap(new byte[SIZE]));

    public SpaceId {
        Objects.requireNonNull(bytes, "bytes");
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a space id has " + SIZE + " bytes, this has " + bytes.size());
        }
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when {@code hex} is anything else
     */
    public static SpaceId ofHex(String hex) {
        if (hex.length() != 2 * SIZE) {
            throw new IllegalArgumentException(
                    "a space id has " + 2 * SIZE + " hexadecimal digits, this has " + hex.length());
        }
        return new SpaceId(Bytes.ofHex(hex));
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return bytes.hex();
    }

    /** The first eight digits: enough for a person to tell a few apart, never to identify. */
    public String brief() {
        return bytes.slice(0, 4).hex();
    }

    @Override
    public int compareTo(SpaceId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
