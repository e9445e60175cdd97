package dev.tributary.api.plugin;

/**
 * Extends an agent. Made by the agent through a public constructor without parameters.
 *
 * <p>The agent calls {@link #start} once, then {@link #stop} once, each on a thread of its own for this plugin and
 * within a deadline (10 s unless configured otherwise). A plugin that throws or does not return is marked as failed;
 * the agent and the other plugins go on. All callbacks of one plugin (timers, listeners) run on that one thread, one at
 * a time.
 *
 * @since 0.1
 */
public interface Plugin {
    /**
     * Begins the work: register timers and listeners here, and return soon.
     *
     * @throws Exception when the plugin cannot work; the message is shown to the operator
     */
    void start(PluginContext context) throws Exception;

    /**
     * Ends the work. Timers and listeners have been closed by then; events may still be published until this returns.
     *
     * @throws Exception is reported and otherwise ignored
     */
    default void stop() throws Exception {}
}
