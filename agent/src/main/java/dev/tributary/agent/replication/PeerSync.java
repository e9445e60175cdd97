package dev.tributary.agent.replication;

import dev.tributary.agent.sync.Stall;
import dev.tributary.api.model.AuthorId;
import java.time.Instant;
import java.util.Optional;

/**
 * One linked peer as sync sees it.
 *
 * @param peer the peer's author key
 * @param rootsEqual true when both sides proved to hold the same heads and nothing has changed since
 * @param lastProof when that was last proven; empty when never on this link
 * @param eventsBehind events that the peer has and this agent lacks
 * @param secondsBehind how long this agent has been lacking something that the peer has; 0 when it lacks nothing
 * @param stall why nothing moves although the sides differ, otherwise empty
 * @param reason one sentence about why nothing moves, otherwise empty
 */
public record PeerSync(
        AuthorId peer,
        boolean rootsEqual,
        Optional<Instant> lastProof,
        long eventsBehind,
        double secondsBehind,
        Optional<Stall> stall,
        String reason) {
    /** True when the sides differ and nothing moves. */
    public boolean stalled() {
        return stall.isPresent();
    }
}
