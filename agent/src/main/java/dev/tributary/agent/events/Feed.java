package dev.tributary.agent.events;

import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventListener;
import dev.tributary.api.plugin.Registration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands committed events to listeners, each at its own pace. A few threads, which exist only while there is something
 * to hand over, serve all listeners: a listener must return soon.
 */
public final class Feed {
    private static final long IDLE_SECONDS = 5;

    private final Storage storage;
    private final EventLimits limits;
    private final ThreadPoolExecutor shared;
    private final Set<Delivery> deliveries = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean closed;

    public Feed(Storage storage) {
        this(storage, EventLimits.STANDARD);
    }

    Feed(Storage storage, EventLimits limits) {
        this.storage = storage;
        this.limits = limits;
        // One task a registration at most, so the queue is bounded by the number of registrations.
        shared = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                threads());
        shared.allowCoreThreadTimeOut(true);
    }

    /** Takes a notice of what became durable. Never blocks; notices come in order. */
    public void committed(Committed notice) {
        for (Delivery delivery : deliveries) {
            notice.runs().forEach(delivery::offer);
        }
    }

    /**
     * Calls {@code listener} on a thread of the feed, one event at a time.
     *
     * @throws IllegalStateException when there are too many registrations already, or the agent has stopped
     */
    public Registration listen(EventFilter filter, long afterPosition, EventListener listener) {
        return listen(filter, afterPosition, shared, listener);
    }

    /** As the other, calling on {@code executor}: a plugin's own thread, so that it keeps nobody else waiting. */
    public Registration listen(EventFilter filter, long afterPosition, Executor executor, EventListener listener) {
        if (closed) {
            throw new IllegalStateException("the agent has stopped: nothing will happen any more");
        }
        if (open.incrementAndGet() > limits.listeners()) {
            open.decrementAndGet();
            throw new IllegalStateException("there are " + limits.listeners() + " listeners already: close some first");
        }
        Delivery delivery = new Delivery(this, filter, Math.max(0, afterPosition), executor, listener);
        deliveries.add(delivery);
        delivery.begin(storage.heads().counter());
        if (closed) {
            delivery.close();
        }
        return delivery;
    }

    /** How many registrations are open. */
    public int listeners() {
        return open.get();
    }

    /** How often a listener threw. */
    public long failures() {
        return failures.get();
    }

    /** Ends all registrations and the feed's threads; a call that is running gets interrupted. */
    public void close() {
        closed = true;
        deliveries.forEach(Delivery::close);
        shared.shutdownNow();
    }

    Storage storage() {
        return storage;
    }

    EventLimits limits() {
        return limits;
    }

    void failed() {
        failures.incrementAndGet();
    }

    void remove(Delivery delivery) {
        if (deliveries.remove(delivery)) {
            open.decrementAndGet();
        }
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tributary-listener-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
