package dev.tributary.agent.simulation;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.sync.SyncMessage.Response;
import java.util.HashMap;
import java.util.Map;

/** Counts what carries events, from whom and to whom. */
final class Carried {
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final Map<Way, Long> events = new HashMap<>();
    private final Map<Way, Long> messages = new HashMap<>();

    private record Way(SimAgent from, SimAgent to) {}

    void add(SimAgent from, SimAgent to, Response response) {
        int count = response.runs().stream()
                .mapToInt(run -> codec.head(run).orElseThrow().count())
                .sum();
        events.merge(new Way(from, to), (long) count, Long::sum);
        messages.merge(new Way(from, to), 1L, Long::sum);
    }

    /** Events that arrived on one way. */
    long events(SimAgent from, SimAgent to) {
        return events.getOrDefault(new Way(from, to), 0L);
    }

    /** Messages with events that arrived anywhere. */
    long messages() {
        return messages.values().stream().mapToLong(Long::longValue).sum();
    }
}
