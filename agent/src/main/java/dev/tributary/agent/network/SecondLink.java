package dev.tributary.agent.network;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus.Direction;

/**
 * Which of two links to one agent stays. Normally the newer one: its opener knows that the older is dead. But when both
 * sides dialled at once, each would cut the other's link for ever; so of two links in opposite directions that came up
 * within the settling time, the one stays that was opened by the agent with the smaller key, and both sides agree on
 * which that is. Pure.
 */
final class SecondLink {
    private SecondLink() {}

    /**
     * True when the new link replaces the old one.
     *
     * @param settling true when the old link came up less than the settling time ago
     */
    static boolean replaces(AuthorId self, AuthorId peer, Direction newer, Direction older, boolean settling) {
        if (newer == older || !settling) {
            return true;
        }
        Direction openedBySmaller = self.compareTo(peer) < 0 ? Direction.OUTBOUND : Direction.INBOUND;
        return newer == openedBySmaller;
    }
}
