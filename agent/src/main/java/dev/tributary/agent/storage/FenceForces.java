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
    private boolean planned;

    FenceForces(Vertx vertx, FencedLog fence) {
        this.vertx = vertx;
        this.fence = fence;
        this.thread = vertx.createSharedWorkerExecutor("tributary-fence", 1);
    }

    /** After a commit, on the writer's context. */
    void soon() {
        if (!planned && fence.isDirty()) {
            planned = true;
            vertx.setTimer(
                    EVERY_MILLIS,
                    id -> thread.executeBlocking(() -> {
                                fence.force();
                                return null;
                            })
                            .onComplete(done -> {
                                planned = false;
                                soon();
                            }));
        }
    }

    Future<Void> close() {
        return thread.close();
    }
}
