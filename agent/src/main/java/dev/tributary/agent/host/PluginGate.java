package dev.tributary.agent.host;

import dev.tributary.api.plugin.PublishException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Every call that a plugin makes into the agent passes here: refused after the plugin's end, bounded in number, and
 * answered on a thread that belongs to the plugin. So what a plugin hangs onto a stage never runs on a thread of the
 * agent, and waiting for a stage on the plugin's own thread does not stop the answer.
 */
final class PluginGate {
    private final String id;
    private final PluginLimits limits;
    private final Semaphore publishes;
    private final Semaphore calls;
    private final ThreadPoolExecutor answers;
    private volatile boolean open = true;

    PluginGate(String id, PluginLimits limits, ClassLoader context) {
        this.id = id;
        this.limits = limits;
        this.publishes = new Semaphore(limits.publishes());
        this.calls = new Semaphore(limits.calls());
        // Holds at most one entry for each permit, so the queue needs no bound of its own.
        this.answers = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.named("plugin-" + id + "-answers", context));
        answers.allowCoreThreadTimeOut(true);
    }

    /** Throws once the plugin has ended. */
    void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the plugin " + id + " has ended: its context is of no use any more");
        }
    }

    boolean isOpen() {
        return open;
    }

    /** Publishes {@code events} events, or answers BUSY. */
    <T> CompletionStage<T> publish(int events, Supplier<CompletionStage<T>> call) {
        requireOpen();
        if (!publishes.tryAcquire(events)) {
            return CompletableFuture.failedFuture(new PublishException(
                    PublishException.Reason.BUSY,
                    "the plugin " + id + " has " + limits.publishes()
                            + " events on their way to disk: wait for some before you publish more"));
        }
        return answered(call, () -> publishes.release(events));
    }

    /** Reads or writes state. */
    <T> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
        requireOpen();
        if (!calls.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("the plugin " + id + " waits for "
                    + limits.calls() + " answers already: wait for some before you ask for more"));
        }
        return answered(call, calls::release);
    }

    /** No call is let in any more; answers that are due still come. */
    void close() {
        open = false;
    }

    /** Ends the thread of the answers once nothing is queued. Later answers come on the JVM's common pool. */
    void end() {
        close();
        answers.shutdown();
    }

    /** Interrupts that thread, when the plugin does not give it back. */
    void abandon() {
        close();
        answers.shutdownNow();
    }

    private <T> CompletionStage<T> answered(Supplier<CompletionStage<T>> call, Runnable release) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((value, failure) -> onAnswerThread(() -> {
            try {
                if (failure == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(unwrapped(failure));
                }
            } finally {
                release.run();
            }
        }));
        return answer;
    }

    private void onAnswerThread(Runnable task) {
        try {
            answers.execute(task);
        } catch (RejectedExecutionException e) {
            Executor common = new CompletableFuture<Void>().defaultExecutor();
            common.execute(task);
        }
    }

    /** What lies under the wrapper that stages put around a failure. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
