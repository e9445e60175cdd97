package dev.tributary.agent.storage;

import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.OfferedRun;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hashes runs of peers and checks their signatures on a thread of its own, while the writer writes and waits for the
 * disk. Without it the two take turns, and a backlog comes in at the pace of their sum.
 */
final class RunChecks {
    /** With less than so many bytes waiting the writer is done sooner alone: the other thread would have to wake up. */
    static final long WORTH_A_THREAD = 32 * 1024;

    private final WorkerExecutor thread;
    private final EventRules rules;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Uses {@code rules} on its own thread only. */
    RunChecks(Vertx vertx, EventRules rules) {
        this.thread = vertx.createSharedWorkerExecutor("tributary-store-check", 1);
        this.rules = rules;
    }

    /**
     * Completes, in the order of the calls of a context, when the writer should have {@code runs}: at once when little
     * waits for it, {@code waiting} bytes with these. What was not checked here is checked there.
     */
    Future<Void> ahead(List<OfferedRun> runs, long waiting) {
        if (waiting < WORTH_A_THREAD && underWay.get() == 0) {
            return Future.succeededFuture();
        }
        underWay.incrementAndGet();
        return thread.<Void>executeBlocking(() -> {
                    runs.forEach(rules::prepare);
                    return null;
                })
                .onComplete(done -> underWay.decrementAndGet());
    }

    /** Ends the thread once it is through with what it was given. */
    Future<Void> close() {
        return thread.executeBlocking(() -> null, false)
                .eventually(thread::close)
                .mapEmpty();
    }
}
