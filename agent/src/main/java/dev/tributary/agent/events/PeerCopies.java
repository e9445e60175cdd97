package dev.tributary.agent.events;

import io.vertx.core.Future;

/** Waits for peers to hold what this agent has published. Safe from any thread. */
public interface PeerCopies {
    /**
     * Completes once {@code peers} peers are known to hold the own log up to {@code seq}, or after {@code millis}; with
     * the number of those that do then.
     */
    Future<Integer> held(long seq, int peers, long millis);
}
