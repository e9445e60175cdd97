package dev.tributary.agent.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that jumps from one planned thing to the next; what is planned for one moment happens in the order of planning.
 */
final class SimClock {
    private static final long START = 1_000_000;

    private final PriorityQueue<Planned> queue =
            new PriorityQueue<>(Comparator.comparingLong(Planned::at).thenComparingLong(Planned::order));
    private long now = START;
    private long planned;

    private record Planned(long at, long order, Runnable task) {}

    long now() {
        return now;
    }

    /** How much time has passed. */
    long passed() {
        return now - START;
    }

    void after(long millis, Runnable task) {
        queue.add(new Planned(now + millis, planned++, task));
    }

    /** Lets so much time pass. */
    void passes(long millis) {
        runUntil(now + millis);
    }

    /** Lets time pass up to {@code end}; answers with how many things happened. */
    long runUntil(long end) {
        long steps = 0;
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Planned next = queue.remove();
            now = Math.max(now, next.at());
            next.task().run();
            steps++;
        }
        now = Math.max(now, end);
        return steps;
    }
}
