package dev.tributary.agent.sync;

import java.util.Collection;
import java.util.OptionalLong;

/**
 * How far we are behind what links offer.
 *
 * @param wants what we lack
 */
record Lag(SyncState state, Collection<Want> wants) {
    /** Events that a link offers and we lack. */
    long events(long link) {
        long behind = 0;
        for (Want want : wants) {
            Long offered = want.offers.get(link);
            long lacks = offered == null ? 0 : Math.max(0, offered - state.own.seq(want.author));
            // What a peer says may be anything.
            behind = Math.min(Long.MAX_VALUE - lacks, behind) + lacks;
        }
        return behind;
    }

    /** Since when we have been lacking something that the link offers; empty when we lack nothing. */
    OptionalLong since(long link) {
        return wants.stream()
                .filter(want -> want.offers.containsKey(link))
                .mapToLong(want -> want.since)
                .min();
    }
}
