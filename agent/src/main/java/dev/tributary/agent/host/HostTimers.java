package dev.tributary.agent.host;

import dev.tributary.api.plugin.Registration;
import dev.tributary.api.plugin.Timers;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Timers of one plugin, on its thread. A periodic one keeps its beat and skips what it missed. */
final class HostTimers implements Timers {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final PluginThread thread;
    private final PluginGate gate;
    private final int most;
    private final LongSupplier nanoTime;
    private final Set<Timer> timers = ConcurrentHashMap.newKeySet();

    HostTimers(PluginThread thread, PluginGate gate, int most, LongSupplier nanoTime) {
        this.thread = thread;
        this.gate = gate;
        this.most = most;
        this.nanoTime = nanoTime;
    }

    @Override
    public Registration every(Duration period, Task task) {
        if (period.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a timer's period is at least 1 ms, this is " + period);
        }
        long nanos = nanos(period);
        return begin(new Timer(task, nanos), nanos);
    }

    @Override
    public Registration after(Duration delay, Task task) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a timer's delay is 0 or more, this is " + delay);
        }
        return begin(new Timer(task, 0), nanos(delay));
    }

    void closeAll() {
        timers.forEach(Timer::close);
    }

    private synchronized Registration begin(Timer timer, long delayNanos) {
        gate.requireOpen();
        if (timers.size() >= most) {
            throw new IllegalStateException("the plugin has " + most + " timers already: close some first");
        }
        timers.add(timer);
        timer.begin(delayNanos);
        return timer;
    }

    private static long nanos(Duration duration) {
        return (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toNanos();
    }

    private final class Timer implements Registration {
        private final Task task;
        private final long periodNanos;
        private long dueNanos;
        private boolean closed;
        private @Nullable Future<?> next;

        Timer(Task task, long periodNanos) {
            this.task = Objects.requireNonNull(task, "task");
            this.periodNanos = periodNanos;
        }

        synchronized void begin(long delayNanos) {
            dueNanos = nanoTime.getAsLong() + delayNanos;
            next = thread.schedule(this::fire, delayNanos);
        }

        private void fire() {
            if (isClosed()) {
                return;
            }
            thread.call("timer", task);
            if (periodNanos == 0) {
                close();
            } else {
                again();
            }
        }

        /** The next beat after now. */
        private synchronized void again() {
            if (!closed) {
                long now = nanoTime.getAsLong();
                long missed = Math.max(0, (now - dueNanos) / periodNanos);
                dueNanos += (missed + 1) * periodNanos;
                next = thread.schedule(this::fire, dueNanos - now);
            }
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public synchronized void close() {
            closed = true;
            timers.remove(this);
            if (next != null) {
                next.cancel(false);
            }
        }
    }
}
