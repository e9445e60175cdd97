package dev.tributary.agent.simulation;

import java.util.Objects;
import java.util.function.Supplier;

/** Rules of the simulator, which runs without the libraries of the tests. */
final class Check {
    private Check() {}

    /** Ends the run with {@code complaint} unless {@code holds}. */
    static void that(boolean holds, Supplier<String> complaint) {
        if (!holds) {
            throw new AssertionError(complaint.get());
        }
    }

    /** Ends the run unless both are the same. */
    static void same(Object actual, Object expected, Supplier<String> what) {
        that(Objects.equals(actual, expected), () -> what.get() + ": " + actual + " instead of " + expected);
    }
}
