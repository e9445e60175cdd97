package dev.tributary.agent.sync;

import java.util.Collection;

/** How fast peers are, compared with each other. */
final class Sources {
    private Sources() {}

    /** Bytes a second of one of them; who has not been measured counts as one of average speed. */
    static double rate(Lane lane, Collection<Lane> all, long now) {
        double own = lane.pace.rate(now);
        if (own > 0) {
            return own;
        }
        return all.stream()
                .mapToDouble(other -> other.pace.rate(now))
                .filter(rate -> rate > 0)
                .average()
                .orElse(1);
    }
}
