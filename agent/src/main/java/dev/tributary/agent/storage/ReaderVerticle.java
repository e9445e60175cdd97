package dev.tributary.agent.storage;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reading thread: a worker of its own, so that reads never wait for a force and never run on an event loop. */
final class ReaderVerticle extends VerticleBase {
    static final String ADDRESS = "tributary.storage.read";

    private static final Logger LOG = LoggerFactory.getLogger(ReaderVerticle.class);

    private final StoreReader reader;

    ReaderVerticle(OpenStore store) {
        this.reader = store.reader();
    }

    @Override
    public Future<?> start() {
        return vertx.eventBus()
                .<ReadRequest<?>>localConsumer(ADDRESS, this::answer)
                .completion();
    }

    private void answer(Message<ReadRequest<?>> message) {
        message.reply(outcome(message.body()), BusStorage.options());
    }

    private <T> Outcome<T> outcome(ReadRequest<T> request) {
        try {
            return Outcome.of(request.question().ask(reader));
        } catch (IOException | RuntimeException e) {
            LOG.error("Reading the store failed", e);
            return Outcome.failed(e);
        }
    }
}
