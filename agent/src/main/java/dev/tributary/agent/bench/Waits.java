package dev.tributary.agent.bench;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How a benchmark waits, on the main thread. */
final class Waits {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Waits() {}

    static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the benchmark cannot go on: " + e, e);
        }
    }

    /** Returns when it is so, asking twenty times a second. */
    static void until(BooleanSupplier so) {
        until(so, PAUSE_NANOS);
    }

    /**
     * Returns when it is so, asking two hundred times a second: more would keep a small machine busy with the answers.
     */
    static void often(BooleanSupplier so) {
        until(so, PAUSE_NANOS / 10);
    }

    private static void until(BooleanSupplier so, long pauseNanos) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("nothing came of it within " + PATIENCE.toMinutes() + " minutes");
            }
            LockSupport.parkNanos(pauseNanos);
        }
    }

    /** Lets time pass. */
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        until(() -> System.nanoTime() >= end);
    }
}
