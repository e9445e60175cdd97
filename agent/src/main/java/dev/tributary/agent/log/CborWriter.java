package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the deterministic CBOR of the protocol (RFC 8949 section 4.2.1): shortest heads, definite lengths. Grows as
 * needed; an array's items are written after its head. Not safe for use by several threads at once.
 */
public final class CborWriter {
    private byte[] buffer;
    private int size;

    /** Starts with room for {@code expected} bytes. */
    public CborWriter(int expected) {
        this.buffer = new byte[Math.max(16, expected)];
    }

    /** The head of an array of {@code items} items. */
    public void array(int items) {
        head(CborHeads.ARRAY, items);
    }

    /** A number of 0 or more. */
    public void unsigned(long value) {
        head(CborHeads.UNSIGNED, value);
    }

    /** A number of either sign. */
    public void integer(long value) {
        if (value >= 0) {
            head(CborHeads.UNSIGNED, value);
        } else {
            head(CborHeads.NEGATIVE, -1 - value);
        }
    }

    /** A byte string. */
    public void bytes(Bytes value) {
        head(CborHeads.BYTES, value.size());
        room(value.size());
        value.copyTo(buffer, size);
        size += value.size();
    }

    /** A byte string from a part of an array. */
    public void bytes(byte[] source, int from, int length) {
        head(CborHeads.BYTES, length);
        raw(source, from, length);
    }

    /** A text string in UTF-8; an unpaired surrogate becomes a question mark. */
    public void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(CborHeads.TEXT, utf8.length);
        raw(utf8, 0, utf8.length);
    }

    /** True or false. */
    public void bool(boolean value) {
        head(CborHeads.SIMPLE, value ? CborHeads.TRUE : CborHeads.FALSE);
    }

    /** Nothing in the place of an optional item. */
    public void none() {
        head(CborHeads.SIMPLE, CborHeads.NULL);
    }

    /** Items that are encoded already. */
    public void raw(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, buffer, size, length);
        size += length;
    }

    /** The number of bytes written so far. */
    public int size() {
        return size;
    }

    /** What was written, in memory of its own. */
    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    byte[] toArray() {
        return Arrays.copyOf(buffer, size);
    }

    private void head(int major, long argument) {
        if (argument < 0) {
            throw new IllegalArgumentException("a length or number below 0: " + argument);
        }
        room(CborHeads.MAX_SIZE);
        size = CborHeads.put(buffer, size, major, argument);
    }

    private void room(int more) {
        if (more > buffer.length - size) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
