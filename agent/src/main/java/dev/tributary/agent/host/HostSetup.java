package dev.tributary.agent.host;

import dev.tributary.api.plugin.Settings;
import java.util.Map;
import java.util.function.LongSupplier;

/** What all plugins of one host share. */
record HostSetup(
        PluginServices services,
        PluginOptions options,
        PluginLimits limits,
        PluginObserver observer,
        LongSupplier nanoTime) {

    Settings settings(String id) {
        return new FlatSettings(options.settings().getOrDefault(id, Map.of()));
    }
}
