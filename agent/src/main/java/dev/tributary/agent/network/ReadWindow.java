package dev.tributary.agent.network;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what was read from a link and still waits on the event bus, which has no back-pressure of its own: beyond the
 * bound the link is not read until half of it has been handled. Opened on the network's event loop, closed on the
 * listener's.
 */
final class ReadWindow {
    /** What a message costs beside its bytes, so that many small ones are bounded too. */
    private static final int PER_MESSAGE = 256;

    private final int max;
    private final Runnable readOn;
    private final AtomicLong unhandled = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();

    ReadWindow(int max, Runnable readOn) {
        this.max = max;
        this.readOn = readOn;
    }

    /** A message goes onto the bus; true when no more may be read until {@code readOn} is called. */
    boolean add(int bytes) {
        if (unhandled.addAndGet(bytes + PER_MESSAGE) <= max) {
            return false;
        }
        waiting.set(true);
        // The listener may have emptied the window before it could see that we wait.
        return !(unhandled.get() <= max / 2 && waiting.compareAndSet(true, false));
    }

    /** A message was handled. */
    void handled(int bytes) {
        if (unhandled.addAndGet(-bytes - PER_MESSAGE) <= max / 2 && waiting.compareAndSet(true, false)) {
            readOn.run();
        }
    }
}
