package dev.tributary.agent.host;

import dev.tributary.api.plugin.Plugin;
import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.PluginStatus.State;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin behind its guard. Its code runs on its own thread only; what it throws is counted and ends here; a call
 * that does not return within the deadline, or failures that come too often, end the plugin, and nothing else.
 *
 * <pre>
 * LOADED --start returned--> STARTED --stop returned or threw--> STOPPED
 *    |                          |
 *    +--start threw             +--breaker opened
 *    +--overdue                 +--overdue
 *    v                          v
 *  FAILED                     FAILED        (both are final)
 * </pre>
 *
 * <p>Safe from any thread. No code of the plugin and no observer is called under the lock.
 */
final class GuardedPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedPlugin.class);
    private static final String START = "start";
    private static final String STOP = "stop";

    private final PluginDescriptor descriptor;
    private final PluginFactory factory;
    private final HostSetup setup;
    private final PluginThread thread;
    private final PluginGate gate;
    private final HostContext context;
    private final FailureBreaker breaker;
    private final CompletableFuture<State> started = new CompletableFuture<>();
    private final CompletableFuture<State> ended = new CompletableFuture<>();

    private State state = State.LOADED;
    private boolean startAsked;
    private boolean stopAsked;
    private long failures;
    private String lastFailure = "";

    /** Only touched on the plugin's thread. */
    private @Nullable Plugin plugin;

    GuardedPlugin(PluginDescriptor descriptor, ClassLoader loader, PluginFactory factory, HostSetup setup) {
        this.descriptor = descriptor;
        this.factory = factory;
        this.setup = setup;
        PluginLimits limits = setup.limits();
        this.thread = new PluginThread(descriptor.id(), loader, setup.nanoTime(), this::failed);
        this.gate = new PluginGate(descriptor.id(), limits, loader);
        this.context = new HostContext(descriptor.id(), setup, gate, thread);
        this.breaker = new FailureBreaker(limits.failures(), limits.window().toNanos());
    }

    PluginDescriptor descriptor() {
        return descriptor;
    }

    synchronized PluginStatus status() {
        return new PluginStatus(
                descriptor.id(), descriptor.version(), descriptor.description(), state, failures, lastFailure);
    }

    /** Loads and starts it. Completes, never with a failure, once it has started or failed or was stopped before. */
    CompletableFuture<State> start() {
        synchronized (this) {
            if (startAsked || state != State.LOADED) {
                return started;
            }
            startAsked = true;
        }
        thread.execute(this::load);
        return started;
    }

    /** Does not even try to start it. */
    void refuse(String sentence) {
        fail(sentence, false);
    }

    /**
     * Stops it after what it does now. Completes, never with a failure, once it has stopped or failed; the deadline is
     * kept by whoever calls {@link #check}.
     */
    CompletableFuture<State> stop() {
        boolean running;
        synchronized (this) {
            if (stopAsked || state == State.FAILED) {
                return ended;
            }
            stopAsked = true;
            running = startAsked;
        }
        if (running) {
            context.closeCallbacks();
            thread.execute(this::unload);
        } else {
            finish();
        }
        return ended;
    }

    /** Ends it if one of its calls is overdue. To be called again and again, from any thread. */
    void check() {
        thread.overdue(setup.limits().deadline())
                .ifPresent(call -> abandon(call + " did not return within "
                        + Sentence.of(setup.limits().deadline())));
    }

    /** Ends it without waiting for the call that runs. */
    void abandon(String reason) {
        fail(reason, true);
    }

    /** Takes back the thread of answers too, whatever the plugin does on it. For the very end of the host. */
    void interruptAnswers() {
        gate.abandon();
    }

    private void load() {
        boolean returned = thread.call(START, () -> {
            Plugin made = factory.create();
            plugin = made;
            made.start(context);
        });
        synchronized (this) {
            if (!returned || state != State.LOADED) {
                return;
            }
            state = State.STARTED;
        }
        changed();
        started.complete(State.STARTED);
    }

    private void unload() {
        Plugin made = plugin;
        if (made != null && status().state() == State.STARTED) {
            thread.call(STOP, made::stop);
        }
        finish();
    }

    private void finish() {
        synchronized (this) {
            if (state == State.FAILED) {
                return;
            }
            state = State.STOPPED;
        }
        gate.end();
        context.closeCallbacks();
        thread.end();
        changed();
        started.complete(State.STOPPED);
        ended.complete(State.STOPPED);
    }

    /** A call threw. Runs on the plugin's thread. */
    private void failed(String call, Throwable thrown) {
        String sentence = call + " failed: " + Sentence.of(thrown);
        boolean last;
        synchronized (this) {
            if (state == State.FAILED || state == State.STOPPED) {
                return;
            }
            last = breaker.opens(setup.nanoTime().getAsLong());
            if (call.equals(START)) {
                sentence = thrown instanceof BadPluginException ? Sentence.messageOf(thrown) : sentence;
                last = true;
            } else if (call.equals(STOP)) {
                last = false;
            } else if (last) {
                sentence = "switched off after " + setup.limits().failures() + " failures within "
                        + Sentence.of(setup.limits().window()) + ", the last: " + sentence;
            }
            if (!last) {
                failures++;
                lastFailure = sentence;
            }
        }
        if (last) {
            fail(sentence, false, thrown);
        } else {
            changed();
            log(sentence, thrown);
        }
    }

    private void fail(String reason, boolean hangs) {
        fail(reason, hangs, null);
    }

    private void fail(String reason, boolean hangs, @Nullable Throwable thrown) {
        synchronized (this) {
            if (state == State.FAILED || state == State.STOPPED) {
                return;
            }
            state = State.FAILED;
            failures++;
            lastFailure = reason;
        }
        gate.close();
        context.closeCallbacks();
        if (hangs) {
            thread.abandon();
            gate.abandon();
        } else {
            thread.end();
            gate.end();
        }
        changed();
        started.complete(State.FAILED);
        ended.complete(State.FAILED);
        log("is switched off: " + reason, thrown);
    }

    /** Last of all: a plugin's exception may throw while it is printed. */
    private void log(String sentence, @Nullable Throwable thrown) {
        try {
            LOG.warn("plugin {} {}", descriptor.id(), sentence, thrown);
        } catch (Throwable e) {
            LOG.warn("plugin {} {} (what it threw cannot be printed)", descriptor.id(), sentence);
        }
    }

    private void changed() {
        try {
            setup.observer().changed(status());
        } catch (RuntimeException e) {
            LOG.warn("an observer of plugins failed", e);
        }
    }
}
