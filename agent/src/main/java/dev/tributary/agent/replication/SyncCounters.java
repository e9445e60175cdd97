package dev.tributary.agent.replication;

/**
 * What sync has counted since start.
 *
 * @param eventsReceived events that arrived in responses and pushes
 * @param eventsDuplicate those among them that were here already
 * @param requestsInFlight requests that wait for their {@code Complete}
 * @param stalled peers whose link differs from us and does not move
 */
public record SyncCounters(long eventsReceived, long eventsDuplicate, int requestsInFlight, int stalled) {}
