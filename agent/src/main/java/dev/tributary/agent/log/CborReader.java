package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the one encoding that the protocol allows and refuses everything else: longer heads than needed, indefinite
 * lengths, tags, floats, malformed UTF-8, bytes behind the end. Every length is checked against a limit and against
 * what is there before anything is allocated. Byte strings share the memory that is read. Not safe for use by several
 * threads at once.
 */
public final class CborReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    /** Reads all of {@code bytes}, which nobody writes to any more. */
    public CborReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Reads the part from {@code from} up to {@code end}, exclusive. */
    public CborReader(byte[] bytes, int from, int end) {
        if (from < 0 || end < from || end > bytes.length) {
            throw new IndexOutOfBoundsException("from " + from + " to " + end + " of " + bytes.length);
        }
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** The number of items of an array with at most {@code max}. */
    public int array(int max) throws MalformedCbor {
        return length(CborHeads.ARRAY, max, "an array");
    }

    /** The head of an array with exactly {@code items} items. */
    public void arrayOf(int items) throws MalformedCbor {
        if (head(CborHeads.ARRAY, "an array") != items) {
            throw MalformedCbor.because("an array does not have " + items + " items");
        }
    }

    /** A number from 0 to {@code max}. */
    public long unsigned(long max) throws MalformedCbor {
        long value = head(CborHeads.UNSIGNED, "a number");
        if (value < 0 || value > max) {
            throw MalformedCbor.tooLarge("a number is larger than " + max);
        }
        return value;
    }

    /** A number of either sign. */
    public long integer() throws MalformedCbor {
        boolean negative = nextIs(CborHeads.NEGATIVE);
        long value = head(negative ? CborHeads.NEGATIVE : CborHeads.UNSIGNED, "a number");
        if (value < 0) {
            throw MalformedCbor.tooLarge("a number does not fit 64 bits");
        }
        return negative ? -1 - value : value;
    }

    /** A byte string with at most {@code max} bytes, sharing this memory. */
    public Bytes bytes(int max) throws MalformedCbor {
        int length = bytesHead(max);
        Bytes value = Bytes.wrap(bytes, at, length);
        at += length;
        return value;
    }

    /** A byte string with exactly {@code size} bytes, sharing this memory. */
    public Bytes bytesOf(int size) throws MalformedCbor {
        int from = skipBytesOf(size);
        return Bytes.wrap(bytes, from, size);
    }

    /** A text string with at most {@code maxBytes} bytes of well-formed UTF-8. */
    public String text(int maxBytes) throws MalformedCbor {
        int length = length(CborHeads.TEXT, maxBytes, "a text");
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        // Decoding replaces what is malformed, so only well-formed text comes out as it went in.
        if (!Arrays.equals(value.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, at, at + length))) {
            throw MalformedCbor.because("a text is not UTF-8");
        }
        at += length;
        return value;
    }

    /** True or false. */
    public boolean bool() throws MalformedCbor {
        long value = head(CborHeads.SIMPLE, "true or false");
        if (value != CborHeads.TRUE && value != CborHeads.FALSE) {
            throw MalformedCbor.because("true or false is missing");
        }
        return value == CborHeads.TRUE;
    }

    /** Reads over an absent optional item; false, and nothing read, when something else comes next. */
    public boolean none() {
        boolean none = at < end && bytes[at] == (byte) (CborHeads.SIMPLE << 5 | CborHeads.NULL);
        at += none ? 1 : 0;
        return none;
    }

    /** Makes sure that nothing follows. */
    public void end() throws MalformedCbor {
        if (at != end) {
            throw MalformedCbor.because(end - at + " bytes too many at the end");
        }
    }

    /** Reads the head of a byte string with at most {@code max} bytes, which begin at {@link #position()}. */
    int bytesHead(int max) throws MalformedCbor {
        return length(CborHeads.BYTES, max, "a byte string");
    }

    /** Reads over a byte string with exactly {@code size} bytes and returns where they begin. */
    int skipBytesOf(int size) throws MalformedCbor {
        long length = head(CborHeads.BYTES, "a byte string");
        if (length != size) {
            throw MalformedCbor.because("a byte string does not have " + size + " bytes");
        }
        if (size > end - at) {
            throw ended();
        }
        at += size;
        return at - size;
    }

    /** Reads over {@code count} bytes that are known to be there. */
    void skip(int count) {
        at += count;
    }

    /** True when an item of this major type comes next. */
    boolean nextIs(int major) {
        return at < end && (bytes[at] & 0xff) >>> 5 == major;
    }

    /** Where the next item begins. */
    int position() {
        return at;
    }

    private int length(int major, int max, String what) throws MalformedCbor {
        long length = head(major, what);
        if (length < 0 || length > max) {
            throw MalformedCbor.tooLarge(what + " is longer than " + max);
        }
        if (length > end - at) {
            throw ended();
        }
        return (int) length;
    }

    /** The argument; negative when it does not fit 63 bits. */
    private long head(int major, String what) throws MalformedCbor {
        if (at >= end) {
            throw ended();
        }
        int first = bytes[at] & 0xff;
        if (first >>> 5 != major) {
            throw MalformedCbor.because(what + " is missing");
        }
        at++;
        int info = first & 31;
        return info < 24 ? info : longArgument(info);
    }

    private long longArgument(int info) throws MalformedCbor {
        if (info > 27) {
            throw MalformedCbor.because("a head of indefinite length");
        }
        int size = 1 << (info - 24);
        if (size > end - at) {
            throw ended();
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (bytes[at++] & 0xff);
        }
        boolean shortest = size == 1 ? value >= 24 : value < 0 || value >>> (size * 4) != 0;
        if (!shortest) {
            throw MalformedCbor.because("a head is longer than needed");
        }
        return value;
    }

    private static MalformedCbor ended() {
        return MalformedCbor.because("the bytes end too early");
    }
}
