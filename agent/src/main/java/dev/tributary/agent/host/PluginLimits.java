package dev.tributary.agent.host;

import dev.tributary.api.plugin.EventPublisher;
import java.time.Duration;
import java.util.Objects;

/**
 * What one plugin may take of the agent.
 *
 * @param deadline how long one call of the plugin may run before the plugin is given up
 * @param failures how many failures within {@code window} switch the plugin off
 * @param window the time over which failures are counted
 * @param publishes the most events published and not yet durable
 * @param calls the most reads and state writes without an answer
 * @param timers the most timers that wait or run
 * @param listeners the most listeners
 */
public record PluginLimits(
        Duration deadline, int failures, Duration window, int publishes, int calls, int timers, int listeners) {
    /** What INTERFACES and the plugin API promise. */
    public static final PluginLimits DEFAULT =
            new PluginLimits(Duration.ofSeconds(10), 5, Duration.ofMinutes(1), 1_000, 1_000, 1_000, 100);

    public PluginLimits {
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(window, "window");
        if (deadline.toMillis() < 1 || window.toMillis() < 1) {
            throw new IllegalArgumentException("deadline and window are at least 1 ms");
        }
        if (failures < 1 || calls < 1 || timers < 1 || listeners < 1) {
            throw new IllegalArgumentException("every limit is at least 1");
        }
        if (publishes < EventPublisher.MAX_BATCH) {
            throw new IllegalArgumentException(
                    "publishes must leave room for one batch of " + EventPublisher.MAX_BATCH);
        }
    }

    /** The same limits with another deadline. */
    public PluginLimits withDeadline(Duration newDeadline) {
        return new PluginLimits(newDeadline, failures, window, publishes, calls, timers, listeners);
    }
}
