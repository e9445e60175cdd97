package dev.tributary.agent.events;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.api.model.Event;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventListener;
import dev.tributary.api.plugin.Registration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener and how far it has come.
 *
 * <pre>
 *            the queue is full                 the last page reached the newest event
 *   LIVE ---------------------------> BEHIND ------------------------------------------> LIVE
 *   events wait in memory             events are read from disk, nothing is kept
 * </pre>
 *
 * It starts BEHIND, so the step from stored to live events is the same one that a slow listener takes, without a gap.
 * At most one task or one read is under way, which keeps the order.
 */
final class Delivery implements Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Feed feed;
    private final EventFilter filter;
    private final Executor executor;
    private final EventListener listener;

    /** Guards all that follows. */
    private final Object lock = new Object();

    private final ArrayDeque<CommittedRun> live = new ArrayDeque<>();
    private int liveEvents;
    private long liveBytes;
    private boolean behind = true;
    private boolean busy;
    private boolean closed;

    /** The newest position that is known to be durable. */
    private long newest;

    /** The position up to which everything was handed over or filtered out. */
    private long delivered;

    private boolean failedBefore;

    Delivery(Feed feed, EventFilter filter, long after, Executor executor, EventListener listener) {
        this.feed = feed;
        this.filter = filter;
        this.delivered = after;
        this.executor = executor;
        this.listener = listener;
    }

    /** Starts with what is stored. Called once, after the feed has begun to offer what is new. */
    void begin(long position) {
        synchronized (lock) {
            newest = Math.max(newest, position);
        }
        wake();
    }

    /** Takes a run that became durable. */
    void offer(CommittedRun run) {
        int events = run.run().count();
        int bytes = run.run().run().encoded().size();
        synchronized (lock) {
            newest = Math.max(newest, run.lastPosition());
            if (!behind
                    && liveEvents + events <= feed.limits().liveEvents()
                    && liveBytes + bytes <= feed.limits().liveBytes()) {
                live.add(run);
                liveEvents += events;
                liveBytes += bytes;
            } else {
                behind = true;
            }
        }
        wake();
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            live.clear();
        }
        feed.remove(this);
    }

    private void wake() {
        synchronized (lock) {
            if (busy || closed || (live.isEmpty() && !lags())) {
                return;
            }
            busy = true;
        }
        execute(this::step);
    }

    /** True while there is something that only the disk has; the last page's end is noticed here. */
    private boolean lags() {
        if (behind && live.isEmpty() && delivered >= newest) {
            behind = false;
        }
        return behind;
    }

    private void step() {
        CommittedRun run;
        long target;
        synchronized (lock) {
            run = live.poll();
            if (run != null) {
                liveEvents -= run.run().count();
                liveBytes -= run.run().run().encoded().size();
            }
            target = newest;
        }
        if (run != null) {
            hand(run);
            rest();
        } else {
            read(target);
        }
    }

    private void read(long target) {
        feed.storage().arrivals(delivered, feed.limits().page()).onComplete(page -> {
            if (page.succeeded()) {
                execute(() -> {
                    hand(page.result(), target);
                    rest();
                });
            } else {
                // The next commit wakes it again; a store that cannot read has said so itself.
                LOG.warn(
                        "cannot read the events for a listener: {}",
                        page.cause().getMessage());
                synchronized (lock) {
                    busy = false;
                }
            }
        });
    }

    private void rest() {
        synchronized (lock) {
            busy = false;
        }
        wake();
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Its thread is gone, and with it whoever listened.
            close();
        }
    }

    private void hand(CommittedRun committed) {
        CheckedRun run = committed.run();
        if (filter.accepts(run.author())) {
            // Most listeners want few types: an event is made when its type is wanted.
            committed.events(
                    index -> committed.firstPosition() + index > delivered
                            && filter.accepts(run.run().type(index)),
                    (event, index) -> hand(committed.firstPosition() + index, event));
        }
        delivered = Math.max(delivered, committed.lastPosition());
    }

    private void hand(List<Arrival> page, long target) {
        for (Arrival arrival : page) {
            hand(arrival.position(), arrival.event());
            delivered = Math.max(delivered, arrival.position());
        }
        if (page.isEmpty()) {
            // What lay between was cut or deleted.
            delivered = Math.max(delivered, target);
        }
    }

    private void hand(long position, Event event) {
        if (position <= delivered || isClosed() || !filter.accepts(event)) {
            return;
        }
        try {
            listener.onEvent(new Arrival(position, event));
        } catch (Throwable e) {
            // Whatever a listener throws stays here: an error that went on would stop its deliveries unseen.
            feed.failed();
            complain(e);
        }
    }

    private void complain(Throwable failure) {
        if (!failedBefore) {
            failedBefore = true;
            LOG.warn("listener {} failed; further failures are only counted", listener, failure);
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }
}
