package dev.tributary.agent.network;

import dev.tributary.agent.network.NetworkOptions.Peer;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agents that may connect. Whoever adds peers at run time keeps them for the next start. Readable from any thread;
 * changed on the network's event loop.
 */
final class PeerBook {
    private final AuthorId self;
    private final int max;
    private final Map<AuthorId, Entry> entries = new ConcurrentHashMap<>();

    /**
     * One peer.
     *
     * @param address where it is dialled; empty when it is only awaited
     */
    record Entry(AuthorId key, Optional<HostPort> address) {}

    /** @throws AgentException when one of {@code peers} cannot be meant */
    PeerBook(AuthorId self, Collection<Peer> peers, int max) {
        this.self = self;
        this.max = max;
        peers.forEach(peer -> admit(peer.key(), peer.address()));
    }

    /** True when {@code peer} may connect. */
    boolean knows(AuthorId peer) {
        return entries.containsKey(peer);
    }

    Collection<Entry> all() {
        return List.copyOf(entries.values());
    }

    /**
     * Adds a peer, or gives a known one a new address; without one it keeps the one it has.
     *
     * @throws AgentException with a sentence when that cannot be meant
     */
    void admit(AuthorId peer, Optional<String> address) {
        if (peer.equals(self)) {
            throw new AgentException("peer " + peer + " is this agent itself: name the other agent's key");
        }
        if (entries.size() >= max && !knows(peer)) {
            throw new AgentException("peer " + peer + " is one too many: there are " + max + ", remove one first");
        }
        try {
            Entry known = entries.get(peer);
            Optional<HostPort> parsed = address.map(HostPort::parse);
            entries.put(peer, new Entry(peer, parsed.or(() -> known == null ? Optional.empty() : known.address())));
        } catch (IllegalArgumentException e) {
            throw new AgentException("peer " + peer + ": " + e.getMessage(), e);
        }
    }

    /** Removes a peer; false when it was not known. */
    boolean forget(AuthorId peer) {
        return entries.remove(peer) != null;
    }
}
