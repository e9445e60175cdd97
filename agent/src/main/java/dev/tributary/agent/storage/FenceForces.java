package dev.tributary.agent.storage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** Forces the fence a moment after it was written, on a thread of its own so that no commit waits for it. */
final class FenceForces {
    static final long EVERY_MILLIS = 100;

    private final Vertx vertx;
    private final FencedLog fence;
    private final WorkerExecutor thread;
    private Future<?> last = Future.succeededFuture();
    private boolean planned;
    private boolean closed;

    FenceForces(Vertx vertx, FencedLog fence) {
        this.vertx = vertx;
        this.fence = fence;
        this.thread = vertx.createSharedWorkerExecutor("tributary-fence", 1);
    }

    /** After a commit, on the writer's context. */
    void soon() {
        if (!planned && !closed && fence.isDirty()) {
            planned = true;
            vertx.setTimer(EVERY_MILLIS, id -> force());
        }
    }

    private void force() {
        if (closed) {
            return;
        }
        last = thread.executeBlocking(() -> {
                    fence.force();
                    return null;
                })
                .onComplete(done -> {
                    planned = false;
                    soon();
                });
    }

    /** Ends the thread once nothing is forced any more: an interrupt would close the file under it. */
    Future<Void> close() {
        closed = true;
        return last.transform(done -> thread.close());
    }
}
