package dev.tributary.agent.host;

import dev.tributary.api.plugin.Timers.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which all calls into one plugin are made. It knows which call runs and since when, so that another
 * thread can tell that it is overdue. Work handed over after {@link #end} or {@link #abandon} is dropped.
 *
 * <p>Its queue is bounded by those who use it: one entry a timer, one a listener, and the calls of the life cycle.
 */
final class PluginThread implements Executor {
    private final ScheduledThreadPoolExecutor executor;
    private final LongSupplier nanoTime;
    private final Failures failures;
    private volatile @Nullable Call running;

    /** Hears what a call threw, on the plugin's thread. */
    @FunctionalInterface
    interface Failures {
        void failed(String call, Throwable thrown);
    }

    private record Call(String name, long beganNanos) {}

    PluginThread(String id, ClassLoader context, LongSupplier nanoTime, Failures failures) {
        this.nanoTime = nanoTime;
        this.failures = failures;
        this.executor = new ScheduledThreadPoolExecutor(
                1, DaemonThreads.named("plugin-" + id, context), new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs a step of the host, which calls the plugin through {@link #call}. */
    @Override
    public void execute(Runnable step) {
        executor.execute(step);
    }

    /** As {@link #execute}, later. */
    Future<?> schedule(Runnable step, long delayNanos) {
        return executor.schedule(step, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    }

    /**
     * Calls the plugin, on this thread. Whatever it throws, errors of linking and of the stack included, ends here.
     * True when it returned.
     */
    boolean call(String name, Task task) {
        running = new Call(name, nanoTime.getAsLong());
        try {
            task.run();
            return true;
        } catch (Throwable thrown) {
            failures.failed(name, thrown);
            return false;
        } finally {
            running = null;
        }
    }

    /** The name of the call that has been running for longer than {@code deadline}; empty when there is none. */
    Optional<String> overdue(Duration deadline) {
        Call call = running;
        return call != null && nanoTime.getAsLong() - call.beganNanos() > deadline.toNanos()
                ? Optional.of(call.name())
                : Optional.empty();
    }

    /** Ends the thread after what it does now. */
    void end() {
        executor.shutdown();
    }

    /** Interrupts the thread and leaves it to itself: a daemon that nobody waits for. */
    void abandon() {
        executor.shutdownNow();
    }
}
