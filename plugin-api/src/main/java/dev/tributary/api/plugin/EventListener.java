package dev.tributary.api.plugin;

/**
 * Hears of events after they are durable.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface EventListener {
    /**
     * Called one at a time, in order of position, on the thread of the plugin or registration.
     *
     * @throws Exception is counted, logged with the plugin's name, and the next event follows
     */
    void onEvent(Arrival arrival) throws Exception;
}
