package dev.tributary.agent.network;

import dev.tributary.agent.Address;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import java.util.Optional;

/** What the face asks of the verticle, on the event bus. */
sealed interface NetworkCommand {
    /** Where the verticle listens. */
    Address<NetworkCommand> ADDRESS = new Address<>("tributary.network", NetworkCommand.class);

    /** The answer of commands that have none. */
    Future<Void> DONE = Future.succeededFuture();

    /** Carries it out on the network's event loop; the result is for who waits for one. */
    Future<?> applyTo(Links links);

    record Send(long link, SyncMessage message) implements NetworkCommand {
        @Override
        public Future<?> applyTo(Links links) {
            links.send(link, message);
            return DONE;
        }
    }

    record Close(long link, String reason, boolean penalty) implements NetworkCommand {
        @Override
        public Future<?> applyTo(Links links) {
            links.close(link, reason, penalty);
            return DONE;
        }
    }

    record Pause(long link) implements NetworkCommand {
        @Override
        public Future<?> applyTo(Links links) {
            links.pause(link);
            return DONE;
        }
    }

    record Resume(long link) implements NetworkCommand {
        @Override
        public Future<?> applyTo(Links links) {
            links.resume(link);
            return DONE;
        }
    }

    record Admit(AuthorId peer, Optional<String> address) implements NetworkCommand {
        @Override
        public Future<?> applyTo(Links links) {
            return links.admit(peer, address);
        }
    }

    record Forget(AuthorId peer) implements NetworkCommand {
        @Override
        public Future<?> applyTo(Links links) {
            return Future.succeededFuture(links.forget(peer));
        }
    }
}
