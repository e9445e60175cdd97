package dev.tributary.agent.bench;

import java.util.Arrays;

/** How long something took each time, in nanoseconds. */
final class Delays {
    private final long[] sorted;

    Delays(long[] nanos) {
        this.sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** Adds p50, p99 and the longest, in milliseconds. */
    void note(Figures figures, String name) {
        figures.add(name + "_p50", at(0.5), "ms");
        figures.add(name + "_p99", at(0.99), "ms");
        figures.add(name + "_max", at(1), "ms");
    }

    private double at(double share) {
        return sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }
}
