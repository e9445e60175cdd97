package dev.tributary.agent.host;

import java.util.ArrayDeque;
import java.util.Deque;

/** Opens when failures come too often. Pure: the time is an argument. Not thread-safe. */
final class FailureBreaker {
    private final int most;
    private final long windowNanos;
    private final Deque<Long> recent = new ArrayDeque<>();

    FailureBreaker(int most, long windowNanos) {
        this.most = most;
        this.windowNanos = windowNanos;
    }

    /** Notes a failure; true when it is the {@code most}-th within the window. */
    boolean opens(long nowNanos) {
        while (!recent.isEmpty() && nowNanos - recent.getFirst() >= windowNanos) {
            recent.removeFirst();
        }
        recent.addLast(nowNanos);
        return recent.size() >= most;
    }
}
