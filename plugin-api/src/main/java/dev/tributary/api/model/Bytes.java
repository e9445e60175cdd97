package dev.tributary.api.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of bytes, compared by value and ordered as unsigned bytes. A slice shares the memory of what it
 * was cut from, so {@link #compact()} it before keeping a small piece of something large.
 *
 * @since 0.1
 */
public final class Bytes implements Comparable<Bytes> {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int size;

    private Bytes(byte[] array, int offset, int size) {
        this.array = array;
        this.offset = offset;
        this.size = size;
    }

    /** Copies {@code bytes}. */
    public static Bytes of(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone(), 0, bytes.length);
    }

    /** Wraps {@code bytes} without a copy: the caller gives the array up and never writes to it again. */
    public static Bytes wrap(byte[] bytes) {
        return new Bytes(bytes, 0, bytes.length);
    }

    /** Wraps a part of {@code bytes} without a copy: the caller gives the array up and never writes to it again. */
    public static Bytes wrap(byte[] bytes, int offset, int size) {
        if (offset < 0 || size < 0 || size > bytes.length - offset) {
            throw new IndexOutOfBoundsException("offset " + offset + ", size " + size + " of " + bytes.length);
        }
        return new Bytes(bytes, offset, size);
    }

    /** The UTF-8 encoding of {@code text}. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads hexadecimal digits, two a byte, of either case.
     *
     * @throws IllegalArgumentException when the text is not an even number of hexadecimal digits
     */
    public static Bytes ofHex(CharSequence hex) {
        if (hex.length() % 2 != 0) {
            throw new IllegalArgumentException("hexadecimal digits come in pairs, and these are " + hex.length());
        }
        for (int i = 0; i < hex.length(); i++) {
            if (!HexFormat.isHexDigit(hex.charAt(i))) {
                throw new IllegalArgumentException("character " + (i + 1) + " is not a hexadecimal digit");
            }
        }
        return wrap(HexFormat.of().parseHex(hex));
    }

    /** The number of bytes. */
    public int size() {
        return size;
    }

    /** True when there is no byte. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The byte at {@code index}, counted from 0. */
    public byte at(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size);
        }
        return array[offset + index];
    }

    /** The part from {@code from} of {@code length} bytes, sharing this one's memory. */
    public Bytes slice(int from, int length) {
        if (from < 0 || length < 0 || length > size - from) {
            throw new IndexOutOfBoundsException("from " + from + ", length " + length + " of " + size);
        }
        return new Bytes(array, offset + from, length);
    }

    /** The same bytes in memory of their own, no larger than they are. */
    public Bytes compact() {
        return array.length == size ? this : wrap(toArray());
    }

    /** A new array with these bytes. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + size);
    }

    /** Copies all bytes into {@code target} from {@code at} on. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, size);
    }

    /** A read-only view of the bytes. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array, offset, size).slice().asReadOnlyBuffer();
    }

    /** Lower-case hexadecimal digits, two a byte. */
    public String hex() {
        return HexFormat.of().formatHex(array, offset, offset + size);
    }

    /** These bytes as UTF-8 text; what is malformed becomes the replacement character. */
    public String utf8() {
        return new String(array, offset, size, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + size, other.array, other.offset, other.offset + other.size);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that
                && size == that.size
                && Arrays.equals(array, offset, offset + size, that.array, that.offset, that.offset + that.size);
    }

    @Override
    public int hashCode() {
        int hash = size;
        for (int i = offset, end = offset + size; i < end; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** The size and at most the first eight bytes, for log lines. */
    @Override
    public String toString() {
        return size <= 8 ? "[" + hex() + "]" : "[" + slice(0, 8).hex() + "... " + size + " bytes]";
    }
}
