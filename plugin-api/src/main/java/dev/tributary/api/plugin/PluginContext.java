package dev.tributary.api.plugin;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;

/**
 * All that an agent offers to one plugin. Safe from any thread; worthless after the plugin has stopped (calls then
 * throw {@link IllegalStateException}).
 *
 * @since 0.1
 */
public interface PluginContext {
    /** The id from the plugin's descriptor. */
    String pluginId();

    /** The author whose log this agent writes. */
    AuthorId author();

    /** The space that this agent takes part in. */
    SpaceId space();

    /** Publishes into this agent's own log. */
    EventPublisher events();

    /** Reads all logs and listens to what is committed. */
    EventReader reader();

    /** Calls back later and again and again. */
    Timers timers();

    /** What the operator configured for this plugin. */
    Settings settings();

    /** A few small values that survive a restart. */
    State state();

    /** The plugin's own logger: lines appear in the agent's log under the plugin's id. */
    System.Logger logger();
}
