package dev.tributary.agent.cli;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.PeerLogs;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.SuccessorStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An agent that is up and does nothing; it remembers that it was closed. */
final class StillAgent implements Agent {
    static final AuthorId AUTHOR = AuthorId.ofHex("ab".repeat(32));
    static final SpaceId SPACE = SpaceId.ofHex("cd".repeat(32));

    boolean closed;

    @Override
    public AuthorId author() {
        return AUTHOR;
    }

    @Override
    public SpaceId space() {
        return SPACE;
    }

    @Override
    public EventPublisher events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventReader reader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bundles bundles() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AgentStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<LogStatus> logs() {
        return List.of();
    }

    @Override
    public List<PeerStatus> peers() {
        return List.of();
    }

    @Override
    public CompletionStage<PeerLogs> peerLogs(AuthorId peer, Optional<AuthorId> after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PluginStatus> plugins() {
        return List.of();
    }

    @Override
    public List<ForkStatus> forks() {
        return List.of();
    }

    @Override
    public List<SuccessorStatus> successors() {
        return List.of();
    }

    @Override
    public CompletionStage<Void> addPeer(AuthorId peer, Optional<String> address, Optional<String> interest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> removePeer(AuthorId peer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Event>> fetch(EventHash hash) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> deletePayload(EventHash hash) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String metrics() {
        return "";
    }

    @Override
    public String syncAddress() {
        return "127.0.0.1:7420";
    }

    @Override
    public Optional<String> webAddress() {
        return Optional.of("http://127.0.0.1:7421");
    }

    @Override
    public void close(Duration deadline) {
        closed = true;
    }
}
