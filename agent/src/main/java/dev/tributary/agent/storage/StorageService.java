package dev.tributary.agent.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Runs an open store on three workers: one writes, one reads, one does what can wait.
 * {@link dev.tributary.agent.LocalCodec} must be registered before.
 */
public final class StorageService {
    private final Vertx vertx;
    private final OpenStore store;
    private final Storage face;
    private final StorageThread writer;
    private final StorageThread reader;
    private final StorageThread tidy;

    private StorageService(Vertx vertx, OpenStore store, List<StorageThread> workers) {
        this.vertx = vertx;
        this.store = store;
        this.face = new BusStorage(vertx, store);
        this.reader = workers.get(0);
        this.writer = workers.get(1);
        this.tidy = workers.get(2);
    }

    /** Starts the workers. */
    public static Future<StorageService> start(Vertx vertx, OpenStore store) {
        return StorageThread.start(vertx, "tributary-store-read", () -> new ReaderVerticle(store))
                .compose(reader -> StorageThread.start(vertx, "tributary-store-write", () -> new WriterVerticle(store))
                        .compose(writer -> StorageThread.start(
                                        vertx, "tributary-store-tidy", () -> new TidyVerticle(store))
                                .map(tidy -> new StorageService(vertx, store, List.of(reader, writer, tidy)))));
    }

    /** The face for everyone else. */
    public Storage storage() {
        return face;
    }

    /** Commits what waits, stops the workers, then closes the store. */
    public Future<Void> stop() {
        return writer.stop()
                .eventually(reader::stop)
                .eventually(tidy::stop)
                .eventually(() -> vertx.executeBlocking(() -> {
                    store.close();
                    return null;
                }))
                .mapEmpty();
    }
}
