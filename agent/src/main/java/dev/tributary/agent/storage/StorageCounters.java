package dev.tributary.agent.storage;

import java.util.Map;

/**
 * What the store has counted since it was opened.
 *
 * @param forces how often the log was forced to disk
 * @param forceNanos how long that took in all
 * @param pendingEvents events that wait for their predecessor
 * @param freeBytes how many more bytes the disk takes; {@link Long#MAX_VALUE} when nobody knows
 * @param rejected runs that were offered and not accepted, by {@link dev.tributary.agent.log.Verdict#word()}
 * @param consolidations how often segments were rewritten
 * @param reclaimedBytes how many bytes that gave back in all
 * @param waitingLogs logs that are longer than their rule says, since too few peers hold their oldest events
 * @param scrub what looking for damage has found
 * @param payloads what became of deleted payloads
 */
public record StorageCounters(
        long forces,
        long forceNanos,
        int pendingEvents,
        long freeBytes,
        Map<String, Long> rejected,
        long consolidations,
        long reclaimedBytes,
        int waitingLogs,
        ScrubCounters scrub,
        PayloadCounters payloads) {
    public StorageCounters {
        rejected = Map.copyOf(rejected);
    }
}
