package dev.tributary.agent.host;

import dev.tributary.api.status.PluginStatus;

/** Hears of every change of a plugin's state and of every failure: for metrics. Called on any thread; never blocks. */
@FunctionalInterface
public interface PluginObserver {
    /** The plugin as it is now. */
    void changed(PluginStatus status);
}
