package dev.tributary.agent.storage;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.function.Supplier;

/**
 * A verticle of the store with a thread of its own. The thread is held here as well as by the verticle: Vert.x ends a
 * pool with the last verticle on it, and what was asked of that one until then may come a moment too late, which ends
 * the thread with an exception that nobody catches.
 */
final class StorageThread {
    private final Vertx vertx;
    private final WorkerExecutor thread;
    private final String verticle;

    private StorageThread(Vertx vertx, WorkerExecutor thread, String verticle) {
        this.vertx = vertx;
        this.thread = thread;
        this.verticle = verticle;
    }

    static Future<StorageThread> start(Vertx vertx, String name, Supplier<VerticleBase> verticle) {
        WorkerExecutor thread = vertx.createSharedWorkerExecutor(name, 1);
        DeploymentOptions options = new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName(name)
                .setWorkerPoolSize(1);
        return vertx.deployVerticle(verticle, options)
                .map(id -> new StorageThread(vertx, thread, id))
                .onFailure(e -> thread.close());
    }

    /** Stops the verticle, lets the thread come to the end of what it was given, and ends it. */
    Future<Void> stop() {
        return vertx.undeploy(verticle)
                .eventually(() -> thread.executeBlocking(() -> null, false))
                .eventually(thread::close);
    }
}
