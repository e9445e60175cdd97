package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The typed face of the network verticle. Callable from any thread. Link events come to the sync verticle as
 * {@link LinkEvent} messages on the event bus, in order for each link.
 */
public interface Network {
    /** What is wrong with {@code address} as one to dial, as a sentence; empty when nothing is. */
    static Optional<String> problem(String address) {
        try {
            return HostPort.parse(address).port() > 0
                    ? Optional.empty()
                    : Optional.of("'" + address + "' has port 0, where nobody listens");
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /**
     * Writes {@code message} to a link. Messages to a link that is gone are dropped: its {@code Down} is on its way.
     */
    void send(long link, SyncMessage message);

    /**
     * Says {@code Bye(reason)} and closes. {@code penalty} keeps the peer away for a back-off of 60 s doubling to 1 h.
     */
    void close(long link, String reason, boolean penalty);

    /** Stops reading from a link until {@link #resume}: the store is behind. */
    void pause(long link);

    /** Reads on. */
    void resume(long link);

    /** Admits a peer and dials it when it has an address. Known peers get the new address. */
    Future<Void> admit(AuthorId peer, Optional<String> address);

    /** Forgets a peer and cuts its link; completes with false when it was not known. */
    Future<Boolean> forget(AuthorId peer);

    /** All peers and their links, sorted by key. Never blocks. */
    List<PeerLink> peers();

    /** The address {@code host:port} that peers can dial, with the real port. */
    String listenAddress();

    /** Traffic by kind of frame, one entry for each kind there is. Never blocks. */
    List<FrameBytes> frames();

    /** How often sockets and links were refused or cut since start, by reason. Never blocks. */
    Map<Refusal, Long> refusals();
}
