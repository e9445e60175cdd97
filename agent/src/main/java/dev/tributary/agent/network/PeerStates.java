package dev.tributary.agent.network;

import dev.tributary.api.model.AuthorId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The states of the known peers. Changed on the network's event loop; {@link #show} is safe from any thread. */
final class PeerStates {
    private final Map<AuthorId, PeerState> states = new ConcurrentHashMap<>();
    private final Metering metering;

    /** By metered peer. They outlive a peer that is removed: admitted again, it has no new budget. */
    private final Map<AuthorId, LinkMeter> meters = new ConcurrentHashMap<>();

    PeerStates(Metering metering) {
        this.metering = metering;
    }

    /** The state of a known peer. */
    PeerState of(AuthorId peer) {
        return states.computeIfAbsent(peer, key -> state(key, Connection.now()));
    }

    @Nullable
    PeerState remove(AuthorId peer) {
        return states.remove(peer);
    }

    /** The states whose links are metered. */
    List<PeerState> metered() {
        return states.values().stream()
                .filter(state -> state.meter().isMetered())
                .toList();
    }

    /** These peers, sorted by key. */
    List<PeerLink> show(Collection<PeerBook.Entry> peers) {
        return peers.stream()
                .map(peer -> shown(peer.key()).show(peer.address()))
                .sorted(Comparator.comparing(PeerLink::key))
                .toList();
    }

    private PeerState shown(AuthorId peer) {
        PeerState known = states.get(peer);
        return known == null ? state(peer, 0) : known;
    }

    private PeerState state(AuthorId peer, long now) {
        LinkMeter meter = metering.terms().containsKey(peer)
                ? meters.computeIfAbsent(peer, key -> new LinkMeter(key, metering))
                : new LinkMeter(peer, Metering.NONE);
        return new PeerState(peer, now, meter);
    }
}
