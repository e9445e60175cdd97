package dev.tributary.api.model;

import java.util.Objects;

/**
 * Who writes one log: the 32 bytes of an Ed25519 public key. One device is one author (PROTOCOL section 1).
 *
 * @param bytes exactly 32 bytes
 * @since 0.1
 */
public record AuthorId(Bytes bytes) implements Comparable<AuthorId> {
    /** The number of bytes: 32. */
    public static final int SIZE = 32;

    public AuthorId {
        Objects.requireNonNull(bytes, "bytes");
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an author id has " + SIZE + " bytes, this has " + bytes.size());
        }
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when {@code hex} is anything else
     */
    public static AuthorId ofHex(String hex) {
        if (hex.length() != 2 * SIZE) {
            throw new IllegalArgumentException(
                    "an author id has " + 2 * SIZE + " hexadecimal digits, this has " + hex.length());
        }
        return new AuthorId(Bytes.ofHex(hex));
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
    public int compareTo(AuthorId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
