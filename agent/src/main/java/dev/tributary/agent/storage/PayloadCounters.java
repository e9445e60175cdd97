package dev.tributary.agent.storage;

/**
 * What became of payloads.
 *
 * @param deleted events whose payloads were deleted by name
 * @param bytes what remembering them takes, of {@link DeletedPayloads#MOST_BYTES}
 * @param erased payloads that have left the disk since the store was opened, by name or by a rule
 * @param waiting segments that still hold payloads which have to go, as far as is known
 */
public record PayloadCounters(long deleted, long bytes, long erased, int waiting) {
    /** All is here. */
    public static final PayloadCounters NONE = new PayloadCounters(0, 0, 0, 0);
}
