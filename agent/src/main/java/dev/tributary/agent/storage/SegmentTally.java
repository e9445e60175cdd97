package dev.tributary.agent.storage;

/**
 * What a segment's runs come to: tells whether it is worth to rewrite it.
 *
 * @param runs how many
 * @param events how many events they hold
 */
record SegmentTally(long runs, long events) {
    static final SegmentTally NONE = new SegmentTally(0, 0);

    /** Both together. */
    SegmentTally and(SegmentTally other) {
        return new SegmentTally(runs + other.runs, events + other.events);
    }
}
