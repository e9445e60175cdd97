package dev.tributary.agent;

import dev.tributary.agent.metrics.AgentMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/** The one Vert.x of an agent: small, with daemon threads, and watching that nobody blocks an event loop. */
final class LocalVertx {
    /** Half of the processors, two at most: with few, what one loop hands to another costs more than it gains. */
    private static final int EVENT_LOOPS =
            Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors() / 2));

    private LocalVertx() {}

    static Vertx create(AgentMetrics metrics) {
        VertxOptions options = new VertxOptions()
                .setUseDaemonThread(true)
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false));
        Vertx vertx = metrics.measured(Vertx.builder(), options).build();
        LocalCodec.register(vertx);
        return vertx;
    }
}
