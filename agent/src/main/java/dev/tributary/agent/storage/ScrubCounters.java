package dev.tributary.agent.storage;

/**
 * What looking for damage has found since the store was opened.
 *
 * @param readErrors how often the disk refused to read something
 * @param bytes how many bytes were read again
 * @param passes how often all segments were read to the end
 * @param damages damaged or missing pieces of segments
 * @param missing events that cannot be read now, as far as they are known
 * @param repaired events that were fetched again and are back in their place
 */
public record ScrubCounters(long readErrors, long bytes, long passes, long damages, long missing, long repaired) {
    /** Nothing was looked at. */
    public static final ScrubCounters NONE = new ScrubCounters(0, 0, 0, 0, 0, 0);
}
