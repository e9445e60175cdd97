package dev.tributary.agent.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Forces the fence a moment after it was written, on a thread of its own so that no commit waits for it: right behind a
 * commit where there is one, since two forces at a time make each other slow.
 */
final class FenceForces {
    private static final long EVERY_MILLIS = 75;

    /** What was written is forced after this at the latest, when no commit follows it. */
    private static final long LATEST_MILLIS = 100;

    private final Vertx vertx;
    private final FencedLog fence;
    private final WorkerExecutor thread;
    private Future<?> last = Future.succeededFuture();
    private final long began = System.nanoTime();
    private long lastMillis = -EVERY_MILLIS;
    private boolean planned;
    private boolean busy;
    private boolean closed;

    FenceForces(Vertx vertx, FencedLog fence) {
        this.vertx = vertx;
        this.fence = fence;
        this.thread = vertx.createSharedWorkerExecutor("tributary-fence", 1);
    }

    /** After a commit, on the writer's context. */
    void soon() {
        if (busy || closed || !fence.isDirty()) {
            return;
        }
        if (millis() - lastMillis >= EVERY_MILLIS) {
            force();
        } else if (!planned) {
            planned = true;
            vertx.setTimer(LATEST_MILLIS, id -> {
                planned = false;
                soon();
            });
        }
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private void force() {
        busy = true;
        lastMillis = millis();
        last = thread.executeBlocking(() -> {
                    fence.force();
                    return null;
                })
                .onComplete(done -> {
                    busy = false;
                    soon();
                });
    }

    /** Ends the thread once nothing is forced any more: an interrupt would close the file under it. */
    Future<Void> close() {
        closed = true;
        return last.transform(done -> thread.close());
    }
}
