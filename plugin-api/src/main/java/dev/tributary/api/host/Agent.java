package dev.tributary.api.host;

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

/**
 * A running agent. Safe from any thread; nothing here blocks but {@link #start} and {@link #close}.
 *
 * @since 0.1
 */
public interface Agent extends AutoCloseable {
    /**
     * Starts an agent in this JVM and returns when it is ready. The agent's own libraries are loaded from
     * {@link AgentOptions#home()} in a class loader of their own, so they never meet the host's. The agent uses daemon
     * threads only and leaves none behind after {@link #close}.
     *
     * @throws AgentException with one sentence for a person when it cannot start; nothing is left running then
     */
    static Agent start(AgentOptions options) {
        return AgentLoader.start(options);
    }

    /** The author whose log this agent writes. */
    AuthorId author();

    /** The space that this agent takes part in. */
    SpaceId space();

    /** Publishes into this agent's own log. */
    EventPublisher events();

    /** Reads all logs and listens to what is committed. */
    EventReader reader();

    /** Gives logs out as a stream of bytes and takes them in. */
    Bundles bundles();

    /** How the agent is, as one consistent snapshot. */
    AgentStatus status();

    /** All authors' logs on this box, sorted by author. */
    List<LogStatus> logs();

    /** The log of {@code author}: one out of {@link #logs()}, without looking at all; empty when nothing is here. */
    default Optional<LogStatus> log(AuthorId author) {
        return logs().stream().filter(log -> log.head().author().equals(author)).findFirst();
    }

    /** All configured peers, sorted by key. */
    List<PeerStatus> peers();

    /**
     * Which logs {@code peer} is known to hold more or less of than this agent: at most {@code limit} of them, and
     * never more than {@link PeerLogs#MAX_PAGE}, of authors behind {@code after}.
     */
    CompletionStage<PeerLogs> peerLogs(AuthorId peer, Optional<AuthorId> after, int limit);

    /** All plugins, in start order. */
    List<PluginStatus> plugins();

    /** All forks that are proven, newest first. */
    List<ForkStatus> forks();

    /** Authors that go on for others, as far as they are known: at most 1,024, sorted by predecessor. */
    List<SuccessorStatus> successors();

    /** As {@link #addPeer(AuthorId, Optional, Optional)}; what is wanted of the peer stays as it is. */
    default CompletionStage<Void> addPeer(AuthorId peer, Optional<String> address) {
        return addPeer(peer, address, Optional.empty());
    }

    /**
     * Admits {@code peer} and, when an address {@code host:port} is given, dials it and keeps dialling. Completes once
     * that is stored: it survives a restart. Fails with {@link IllegalArgumentException} for an address or an interest
     * that cannot be parsed, for the agent's own key, and for an interest in a peer for which the configuration names
     * another one.
     *
     * @param interest what is wanted of it, in the words of {@link PeerStatus#interest()}; empty leaves that as it is,
     *     which is everything for a new peer. A link that is up is made anew for another one
     */
    CompletionStage<Void> addPeer(AuthorId peer, Optional<String> address, Optional<String> interest);

    /** Forgets {@code peer} and cuts its link. Completes with false when it was not known. */
    CompletionStage<Boolean> removePeer(AuthorId peer);

    /**
     * The event with this hash, and its payload even where this box keeps the header only: then it is fetched from a
     * linked peer, checked against the header and not stored. Empty when the event is not here; without a payload when
     * it was deleted here or no linked peer has it. Fails with a {@link dev.tributary.api.plugin.PublishException}
     * whose reason is {@code BUSY} while too many are fetched.
     */
    CompletionStage<Optional<Event>> fetch(EventHash hash);

    /**
     * Deletes the payload of the event with this hash for good, on this box only: other agents decide for themselves.
     * Once the stage completes, it survives a power cut, nobody can read the payload here, and it never comes back from
     * a peer or a bundle; its bytes leave the disk soon after. Header, hash, links and signature stay. Completes with
     * false when the event is not here. Fails with an {@link IllegalArgumentException} for events of the agent's own
     * types ({@code tributary.}), and when 2 MiB of deletions are remembered; with a
     * {@link dev.tributary.api.plugin.PublishException} when nothing can be written now.
     */
    CompletionStage<Boolean> deletePayload(EventHash hash);

    /** All metrics in the Prometheus text format 0.0.4. */
    String metrics();

    /** The local address {@code host:port} on which peers are accepted. */
    String syncAddress();

    /** The address of the HTTP API such as {@code http://127.0.0.1:7421}; empty when it is switched off. */
    Optional<String> webAddress();

    /**
     * Flushes what was published, stops everything in reverse order of start, and returns after at most
     * {@code deadline}.
     */
    void close(Duration deadline);

    /** {@link #close(Duration)} with 5 seconds. */
    @Override
    default void close() {
        close(Duration.ofSeconds(5));
    }
}
