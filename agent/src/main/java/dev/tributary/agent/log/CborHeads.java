package dev.tributary.agent.log;

/**
 * The heads of CBOR items (RFC 8949 section 3): three bits of major type, then the argument in its shortest form.
 *
 * <pre>
 * 0 unsigned   1 negative   2 bytes   3 text   4 array   7 false f4, true f5, null f6
 * argument 0..23 in the head itself, else one head byte 24, 25, 26, 27 and 1, 2, 4, 8 bytes, the highest first
 * </pre>
 */
final class CborHeads {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int SIMPLE = 7;

    static final int FALSE = 20;
    static final int TRUE = 21;
    static final int NULL = 22;

    /** The longest head. */
    static final int MAX_SIZE = 9;

    private CborHeads() {}

    /** The bytes that a head with this argument takes. */
    static int size(long argument) {
        if (argument < 24) {
            return 1;
        }
        if (argument <= 0xff) {
            return 2;
        }
        if (argument <= 0xffff) {
            return 3;
        }
        return argument <= 0xffff_ffffL ? 5 : 9;
    }

    /** The bytes that a string with {@code length} bytes takes, head included. */
    static int stringSize(int length) {
        return size(length) + length;
    }

    /** Writes a head with an argument of 0 or more; returns the place after it. */
    static int put(byte[] target, int at, int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            target[at] = (byte) (type | argument);
            return at + 1;
        }
        int size = size(argument);
        target[at] = (byte) (type | 24 + Integer.numberOfTrailingZeros(size - 1));
        int end = at + size;
        long rest = argument;
        for (int i = end - 1; i > at; i--) {
            target[i] = (byte) rest;
            rest >>>= 8;
        }
        return end;
    }

    /** Writes a byte string of 32 bytes; returns the place after it. */
    static int put32(byte[] target, int at, byte[] source, int from) {
        target[at] = 0x58;
        target[at + 1] = 32;
        System.arraycopy(source, from, target, at + 2, 32);
        return at + 34;
    }
}
