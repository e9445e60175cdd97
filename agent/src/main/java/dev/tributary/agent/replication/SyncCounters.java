package dev.tributary.agent.replication;

import dev.tributary.agent.sync.Early;
import dev.tributary.agent.sync.Stall;
import java.util.Map;

/**
 * What sync has counted since start.
 *
 * @param eventsReceived events that arrived in responses and pushes
 * @param eventsDuplicate those among them that were here already
 * @param requestsInFlight requests that wait for their {@code Complete}
 * @param stalled for each reason how many peers differ from us on a link that does not move
 * @param heads of how many authors it is kept what peers hold, over all links
 * @param early what of long logs waits to be joined
 */
public record SyncCounters(
        long eventsReceived,
        long eventsDuplicate,
        int requestsInFlight,
        Map<Stall, Long> stalled,
        int heads,
        Early early) {
    public SyncCounters {
        stalled = Map.copyOf(stalled);
    }
}
