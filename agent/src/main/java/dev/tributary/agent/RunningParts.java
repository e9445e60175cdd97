package dev.tributary.agent;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, stopped in reverse. A part that fails or overruns its deadline never keeps the others up. */
final class RunningParts {
    private static final Logger LOG = LoggerFactory.getLogger(RunningParts.class);

    private final ArrayDeque<Part> parts = new ArrayDeque<>();

    private record Part(String name, Duration deadline, Supplier<? extends Future<?>> stop) {}

    /** Notes how a part is stopped, and how long it may take. */
    void add(String name, Duration deadline, Supplier<? extends Future<?>> stop) {
        parts.push(new Part(name, deadline, stop));
    }

    /** Notes a part that stops at once. */
    void add(String name, Runnable stop) {
        add(name, Duration.ofSeconds(1), () -> {
            stop.run();
            return Future.succeededFuture();
        });
    }

    /** Stops all and returns after at most {@code total}, or a little later: each part gets 100 ms at least. */
    void stop(Duration total) {
        long end = System.nanoTime() + total.toNanos();
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            long left = Math.max(TimeUnit.MILLISECONDS.toNanos(100), end - System.nanoTime());
            stop(part, Math.min(part.deadline().toNanos(), left));
        }
    }

    private static void stop(Part part, long nanos) {
        try {
            Awaited.result(part.stop().get(), Duration.ofNanos(nanos));
        } catch (TimeoutException e) {
            LOG.warn("{} did not stop within {} ms", part.name(), TimeUnit.NANOSECONDS.toMillis(nanos));
        } catch (ExecutionException | RuntimeException e) {
            LOG.warn("{} did not stop cleanly", part.name(), e);
        }
    }
}
