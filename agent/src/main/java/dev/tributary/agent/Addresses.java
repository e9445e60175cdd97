package dev.tributary.agent;

import dev.tributary.agent.network.LinkEvent;
import dev.tributary.agent.storage.Committed;

/**
 * Everything that travels on the event bus. Requests with an answer are not here: they go through the typed faces
 * {@link dev.tributary.agent.storage.Storage}, {@link dev.tributary.agent.network.Network} and
 * {@link dev.tributary.agent.replication.Replication}.
 *
 * <pre>
 * storage --COMMITTED--> replication, listeners of plugins and web, metrics
 * network --LINKS------> replication
 * </pre>
 */
public final class Addresses {
    /** Published by storage after each group commit, in order, before those who waited for it are answered. */
    public static final Address<Committed> COMMITTED = new Address<>("tributary.committed", Committed.class);

    /** Sent by the network to replication, in order for each link. */
    public static final Address<LinkEvent> LINKS = new Address<>("tributary.links", LinkEvent.class);

    private Addresses() {}
}
