package dev.tributary.agent.host;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which plugins are loaded, and what the operator told them.
 *
 * @param directory where the jars lie; need not exist
 * @param disabled ids that are not started
 * @param settings plugin id to its flat settings
 */
public record PluginOptions(Path directory, Set<String> disabled, Map<String, Map<String, String>> settings) {
    public PluginOptions {
        Objects.requireNonNull(directory, "directory");
        disabled = Set.copyOf(disabled);
        Map<String, Map<String, String>> copy = new HashMap<>();
        settings.forEach((id, values) -> copy.put(id, Map.copyOf(values)));
        settings = Map.copyOf(copy);
    }

    /** Everything in {@code directory}, without settings. */
    public static PluginOptions inDirectory(Path directory) {
        return new PluginOptions(directory, Set.of(), Map.of());
    }
}
