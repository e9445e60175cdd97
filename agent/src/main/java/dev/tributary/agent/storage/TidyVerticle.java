package dev.tributary.agent.storage;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of what can wait: files of hashes, consolidation, retention, erasure, scrub. Nobody waits for it, and it
 * works at most a quarter of the time.
 */
final class TidyVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(TidyVerticle.class);
    private static final long IDLE_MILLIS = 1_000;
    private static final long PAUSES = 3;

    private final LogStore store;
    private String told = "";

    TidyVerticle(OpenStore store) {
        this.store = store.store();
    }

    @Override
    public Future<?> start() {
        if (!store.isReadOnly()) {
            vertx.setTimer(IDLE_MILLIS, id -> tidy());
        }
        return Future.succeededFuture();
    }

    /**
     * Says once what stays the same; a disk that is full is nobody's mistake in here, so it needs no trace of calls.
     */
    private void tell(Exception failure) {
        String words = String.valueOf(failure.getMessage());
        if (words.equals(told)) {
            return;
        }
        told = words;
        String sentence = "The store could not be tidied; all that was stored is there as before";
        if (failure instanceof DiskFullException) {
            LOG.warn("{}: {}. It is tried again every second.", sentence, words);
        } else {
            LOG.warn(sentence, failure);
        }
    }

    private void tidy() {
        long start = System.nanoTime();
        boolean more = false;
        try {
            more = store.tidy();
            store.takeMark()
                    .ifPresent(mark -> vertx.eventBus()
                            .request(
                                    WriterVerticle.ADDRESS,
                                    new WriteRequest.PutState(Fencing.OWNER, Scrub.KEY, Optional.of(mark)),
                                    BusStorage.options())
                            .onFailure(e -> LOG.debug("how far the scrub is could not be kept", e)));
            told = "";
        } catch (IOException | RuntimeException e) {
            tell(e);
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        vertx.setTimer(Math.max(more ? 1 : IDLE_MILLIS, PAUSES * took), id -> tidy());
    }
}
