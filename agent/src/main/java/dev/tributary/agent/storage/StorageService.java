package dev.tributary.agent.storage;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;

/**
 * Runs an open store on three workers: one writes, one reads, one does what can wait.
 * {@link dev.tributary.agent.LocalCodec} must be registered before.
 */
public final class StorageService {
    private final Vertx vertx;
    private final OpenStore store;
    private final Storage face;
    private final String writer;
    private final String reader;
    private final String tidy;

    private StorageService(Vertx vertx, OpenStore store, List<String> workers) {
        this.vertx = vertx;
        this.store = store;
        this.face = new BusStorage(vertx, store);
        this.reader = workers.get(0);
        this.writer = workers.get(1);
        this.tidy = workers.get(2);
    }

    /** Starts the workers. */
    public static Future<StorageService> start(Vertx vertx, OpenStore store) {
        return deploy(vertx, "tributary-store-read", () -> new ReaderVerticle(store))
                .compose(reader -> deploy(vertx, "tributary-store-write", () -> new WriterVerticle(store))
                        .compose(writer -> deploy(vertx, "tributary-store-tidy", () -> new TidyVerticle(store))
                                .map(tidy -> new StorageService(vertx, store, List.of(reader, writer, tidy)))));
    }

    private static Future<String> deploy(Vertx vertx, String thread, Supplier<VerticleBase> verticle) {
        DeploymentOptions options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(thread)
                .setWorkerPoolSize(1);
        return vertx.deployVerticle(verticle, options);
    }

    /** The face for everyone else. */
    public Storage storage() {
        return face;
    }

    /** Commits what waits, stops the workers, then closes the store. */
    public Future<Void> stop() {
        return vertx.undeploy(writer)
                .eventually(() -> vertx.undeploy(reader))
                .eventually(() -> vertx.undeploy(tidy))
                .eventually(() -> vertx.executeBlocking(() -> {
                    store.close();
                    return null;
                }))
                .mapEmpty();
    }
}
