package dev.tributary.agent.storage;

/**
 * A place behind the last durable record.
 *
 * @param segment the segment's number, 0 for none
 * @param offset the offset in it
 */
record LogEnd(int segment, long offset) implements Comparable<LogEnd> {
    /** An empty log, or nothing known. */
    static final LogEnd NONE = new LogEnd(0, 0);

    @Override
    public int compareTo(LogEnd other) {
        return segment == other.segment ? Long.compare(offset, other.offset) : Integer.compare(segment, other.segment);
    }
}
