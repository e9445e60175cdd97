package dev.tributary.api.plugin;

import java.time.Duration;

/**
 * Calls back on the plugin's thread.
 *
 * @since 0.1
 */
public interface Timers {
    /** Runs {@code task} after each {@code period} (at least 1 ms); a call that is due while one runs is skipped. */
    Registration every(Duration period, Task task);

    /** Runs {@code task} once after {@code delay}. */
    Registration after(Duration delay, Task task);

    /** Work that may fail: what it throws is counted and logged with the plugin's name, and the timer goes on. */
    @FunctionalInterface
    interface Task {
        /** Does the work, on the plugin's thread. */
        void run() throws Exception;
    }
}
