package dev.tributary.api.model;

import java.util.Objects;

/**
 * The identity of an event: SHA-256 of its header (PROTOCOL section 2).
 *
 * @param bytes exactly 32 bytes
 * @since 0.1
 */
public record EventHash(Bytes bytes) implements Comparable<EventHash> {
    /** The number of bytes: 32. */
    public static final int SIZE = 32;

    /** What the first event of a log names as its predecessor: 32 zero bytes. */
    public static final EventHash NONE = new EventHash(Bytes.wrap(new byte[SIZE]));

    public EventHash {
        Objects.requireNonNull(bytes, "bytes");
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an event hash has " + SIZE + " bytes, this has " + bytes.size());
        }
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when {@code hex} is anything else
     */
    public static EventHash ofHex(String hex) {
        if (hex.length() != 2 * SIZE) {
            throw new IllegalArgumentException(
                    "an event hash has " + 2 * SIZE + " hexadecimal digits, this has " + hex.length());
        }
        return new EventHash(Bytes.ofHex(hex));
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
    public int compareTo(EventHash other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
