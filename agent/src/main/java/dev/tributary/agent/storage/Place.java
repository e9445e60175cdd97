package dev.tributary.agent.storage;

/**
 * Where a record lies, in one {@code long}: segment id (24 bits), offset of the frame (31 bits), events of the run (9
 * bits, 0 for a record that is no run).
 */
final class Place {
    /** The largest segment number. */
    static final int MAX_SEGMENT = (1 << 23) - 1;

    private Place() {}

    static long of(int segment, long offset, int count) {
        if (segment < 1 || segment > MAX_SEGMENT || offset < 0 || offset > Integer.MAX_VALUE || count >>> 9 != 0) {
            throw new IllegalArgumentException("segment " + segment + ", offset " + offset + ", count " + count);
        }
        return (long) segment << 40 | offset << 9 | count;
    }

    static int segment(long place) {
        return (int) (place >>> 40);
    }

    static long offset(long place) {
        return place >>> 9 & Integer.MAX_VALUE;
    }

    static int count(long place) {
        return (int) place & 0x1ff;
    }

    /** For log lines and problems. */
    static String text(long place) {
        return "segment " + segment(place) + " at " + offset(place);
    }
}
