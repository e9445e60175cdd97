package dev.tributary.agent.replication;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which links that do not move the log has been told of: each once, with its reason, and once when it moves again. One
 * that stops and goes is told of once a minute at most. Keeps no more than there are peers.
 */
final class StallLog {
    static final long AGAIN_MILLIS = 60_000;

    private final Set<AuthorId> open = new HashSet<>();
    private final Map<AuthorId, Long> toldAt = new HashMap<>();

    /** Looks at all links there are; {@code now} in milliseconds of any clock that only goes forward. */
    void look(List<PeerSync> links, long now, Consumer<String> warn, Consumer<String> inform) {
        open.retainAll(links.stream().map(PeerSync::peer).collect(Collectors.toSet()));
        toldAt.values().removeIf(told -> now - told >= AGAIN_MILLIS);
        for (PeerSync link : links) {
            AuthorId peer = link.peer();
            if (link.stalled() && !open.contains(peer) && toldAt.putIfAbsent(peer, now) == null) {
                open.add(peer);
                warn.accept("Sync with agent " + peer + " does not move: " + link.reason());
            } else if (!link.stalled() && open.remove(peer)) {
                inform.accept("Sync with agent " + peer + " moves again");
            }
        }
    }
}
