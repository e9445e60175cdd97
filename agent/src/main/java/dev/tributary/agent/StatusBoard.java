package dev.tributary.agent;

import dev.tributary.agent.storage.Hole;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.AgentStatus.State;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.StorageStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Puts the agent's one-record status together. */
final class StatusBoard {
    private final AuthorId author;
    private final SpaceId space;
    private final SpaceName name;
    private final Storage storage;
    private final PeerDirectory peers;
    private final RootText root;
    private final Instant since;

    StatusBoard(AuthorId author, SpaceName name, Storage storage, PeerDirectory peers, Instant since) {
        this.author = author;
        this.space = name.space();
        this.name = name;
        this.storage = storage;
        this.peers = peers;
        this.root = new RootText(storage::heads);
        this.since = since;
    }

    AgentStatus now(boolean stopping) {
        StorageStatus store = storage.status();
        List<PeerStatus> all = peers.all();
        State state = state(store, stopping);
        return new AgentStatus(
                AgentVersion.text(),
                author,
                space,
                name.text(),
                state,
                reason(state, store),
                since,
                storage.heads().heads().size(),
                (int) storage.forks().stream()
                        .map(ForkStatus::author)
                        .distinct()
                        .count(),
                storage.shortened(),
                (int) all.stream().filter(StatusBoard::connected).count(),
                (int) all.stream().filter(PeerStatus::rootsEqual).count(),
                // Peers mostly lack the same events, so the largest figure is nearer to the truth than the sum.
                all.stream().mapToLong(PeerStatus::eventsBehind).max().orElse(0),
                all.stream().anyMatch(peer -> peer.state() == PeerStatus.State.STALLED),
                root.text(),
                store);
    }

    private State state(StorageStatus store, boolean stopping) {
        if (stopping) {
            return State.STOPPING;
        }
        if (!store.writable() || ownLogHasEnded()) {
            return State.READ_ONLY;
        }
        return switch (storage.ownLog().state()) {
            case NORMAL -> State.RUNNING;
            case RECOVERING -> State.RECOVERING;
            case FENCED -> State.FENCED;
        };
    }

    private boolean ownLogHasEnded() {
        return storage.forks().stream().anyMatch(fork -> fork.author().equals(author));
    }

    private String reason(State state, StorageStatus store) {
        return switch (state) {
            case RUNNING -> trouble(storage, author);
            case RECOVERING, FENCED -> storage.ownLog().reason();
            case READ_ONLY ->
                store.writable()
                        ? "this agent's key has signed two histories, so its log has ended; the logs of others go on; "
                                + "'tributary succeed' begins a new log"
                        : store.problem();
            case STOPPING -> "the agent is stopping";
        };
    }

    /** What an operator should know although everything else works. */
    static String trouble(Storage storage, AuthorId author) {
        Optional<String> othersRefused = storage.appendProblem();
        if (othersRefused.isPresent()) {
            return othersRefused.get();
        }
        if (storage.fullLogs().contains(author)) {
            return "this agent's log has reached the limit of its rule in storage.retention, which refuses more";
        }
        long missing = storage.holes().stream().mapToLong(Hole::count).sum();
        if (missing > 0) {
            return missing + " events here are damaged or gone and are asked of every peer: see 'tributary verify'";
        }
        return "";
    }

    private static boolean connected(PeerStatus peer) {
        return peer.state() == PeerStatus.State.CONNECTED || peer.state() == PeerStatus.State.STALLED;
    }
}
