package dev.tributary.agent;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a host's or the main thread for a part to start or stop. Never called on an event loop. */
final class Awaited {
    private Awaited() {}

    /** The result of {@code future}. An interrupt ends the wait as a time-out does and stays set. */
    static <T> T result(Future<T> future, Duration deadline) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }
}
