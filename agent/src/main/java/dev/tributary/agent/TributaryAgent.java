package dev.tributary.agent;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
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
import dev.tributary.config.AgentConfig;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A running agent: its parts behind one face. {@link Startup} says what they are and in which order they start. */
public final class TributaryAgent implements Agent {
    private final Parts parts;
    private final RunningParts running;
    private final AtomicBoolean closed = new AtomicBoolean();

    TributaryAgent(Parts parts, RunningParts running) {
        this.parts = parts;
        this.running = running;
    }

    /**
     * Starts an agent and returns when it is ready. Everything that can be refused is checked before anything is
     * written.
     *
     * @throws AgentException with one sentence for a person; nothing is left running then
     */
    public static TributaryAgent start(AgentConfig config) {
        return start(
                config,
                Optional.ofNullable(System.getProperty("tributary.home")).map(Path::of));
    }

    /** As the other; {@code home} is the distribution, whose {@code plugins/} counts unless another is configured. */
    static TributaryAgent start(AgentConfig config, Optional<Path> home) {
        return new Startup(config, home, Clock.systemUTC()).run();
    }

    @Override
    public AuthorId author() {
        return parts.identity().author();
    }

    @Override
    public SpaceId space() {
        return parts.space();
    }

    @Override
    public EventPublisher events() {
        return parts.publisher();
    }

    @Override
    public EventReader reader() {
        return parts.reader();
    }

    @Override
    public Bundles bundles() {
        return parts.bundles();
    }

    @Override
    public AgentStatus status() {
        return parts.status().now(closed.get());
    }

    @Override
    public List<LogStatus> logs() {
        return parts.storage().logs();
    }

    @Override
    public Optional<LogStatus> log(AuthorId author) {
        return parts.storage().log(author);
    }

    @Override
    public List<PeerStatus> peers() {
        return parts.peers().all();
    }

    @Override
    public CompletionStage<PeerLogs> peerLogs(AuthorId peer, Optional<AuthorId> after, int limit) {
        return parts.peers().logs(peer, after, limit).toCompletionStage();
    }

    @Override
    public List<PluginStatus> plugins() {
        return parts.later().plugins();
    }

    @Override
    public List<ForkStatus> forks() {
        return parts.storage().forks();
    }

    @Override
    public List<SuccessorStatus> successors() {
        return parts.successors().all();
    }

    @Override
    public CompletionStage<Void> addPeer(AuthorId peer, Optional<String> address, Optional<String> interest) {
        return parts.peers().add(peer, address, interest).toCompletionStage();
    }

    @Override
    public CompletionStage<Boolean> removePeer(AuthorId peer) {
        return parts.peers().remove(peer).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Event>> fetch(EventHash hash) {
        return parts.storage()
                .event(hash)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(found)
                        : parts.peers().whole(found.get()).map(Optional::of))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Boolean> deletePayload(EventHash hash) {
        return parts.peers().deletePayload(hash).toCompletionStage();
    }

    @Override
    public String metrics() {
        return parts.metrics().scrape();
    }

    @Override
    public String syncAddress() {
        return parts.network().listenAddress();
    }

    @Override
    public Optional<String> webAddress() {
        return parts.later().webAddress();
    }

    /** Stops everything in reverse order of start; calling it again does nothing. */
    @Override
    public void close(Duration deadline) {
        if (closed.compareAndSet(false, true)) {
            running.stop(deadline);
        }
    }
}
