package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one link is.
 *
 * @param equal true when the roots were proven equal and nothing has changed since
 * @param lastProof when they last were
 * @param eventsBehind events that the peer offers and we lack
 * @param behindSince since when we have been lacking some
 * @param stall why nothing moves, when the roots differ and nothing has moved for too long
 * @param reason one sentence about that, otherwise empty
 * @param heads of how many authors it is kept what the peer holds
 * @param ownLog how far the peer holds our own log; empty while it has not said
 */
public record LinkReport(
        AuthorId peer,
        boolean equal,
        OptionalLong lastProof,
        long eventsBehind,
        OptionalLong behindSince,
        Optional<Stall> stall,
        String reason,
        int heads,
        OptionalLong ownLog) {
    /** True when the roots differ and nothing has moved for too long. */
    public boolean stalled() {
        return stall.isPresent();
    }
}
