package dev.tributary.agent;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.SuccessorStatus;
import dev.tributary.config.AgentConfig;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits the successor of an admitted peer in its place, where {@code sync.follow-successors} says so: one that the
 * peer's own key has signed for, and only one. Metered links are left to the operator, since what they may cost is said
 * for the old key.
 */
final class FollowedPeers {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedPeers.class);

    private final boolean follows;
    private final Set<AuthorId> metered;
    private final PeerDirectory peers;

    FollowedPeers(AgentConfig config, PeerDirectory peers) {
        this.follows = config.sync().followSuccessors();
        this.metered = config.sync().links().stream()
                .map(link -> AuthorId.ofHex(link.peer()))
                .collect(Collectors.toSet());
        this.peers = peers;
    }

    /** Looks at {@code successor}; {@code all} are those that are known. */
    void look(SuccessorStatus successor, Supplier<List<SuccessorStatus>> all) {
        if (!follows || !successor.verified() || !peers.isKnown(successor.predecessor())) {
            return;
        }
        boolean onlyOne = all.get().stream()
                        .filter(other -> other.verified() && other.predecessor().equals(successor.predecessor()))
                        .count()
                == 1;
        if (!onlyOne || metered.contains(successor.predecessor())) {
            LOG.warn(
                    "peer {} has the successor {}, which is not admitted by itself ({}): use peers add",
                    successor.predecessor(),
                    successor.author(),
                    onlyOne ? "sync.links meters the peer" : "there are two");
            return;
        }
        peers.replace(successor.predecessor(), successor.author())
                .onSuccess(done -> {
                    if (done) {
                        LOG.info("peer {} is now {}, its successor", successor.predecessor(), successor.author());
                    }
                })
                .onFailure(failure -> LOG.warn(
                        "the successor {} of peer {} was not admitted: {}",
                        successor.author(),
                        successor.predecessor(),
                        failure.getMessage()));
    }
}
