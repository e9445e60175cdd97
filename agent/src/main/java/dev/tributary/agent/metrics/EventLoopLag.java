package dev.tributary.agent.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** How late a timer of an event loop came: the longest delay since somebody asked. */
final class EventLoopLag {
    private final AtomicLong longest = new AtomicLong();

    /** Notes that a timer came {@code nanos} late. */
    void note(long nanos) {
        longest.accumulateAndGet(Math.max(0, nanos), Math::max);
    }

    /** The longest delay since the last call, in nanoseconds. */
    double take() {
        return longest.getAndSet(0);
    }
}
