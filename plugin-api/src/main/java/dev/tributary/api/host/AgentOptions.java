package dev.tributary.api.host;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How a host wants its agent. Immutable: each {@code with} returns a changed copy.
 *
 * @param data the data directory, made when it is missing
 * @param home the unpacked distribution with {@code lib/} and {@code plugins/}; empty when the agent is on the class
 *     path
 * @param configFile a configuration file; empty for defaults
 * @param settings values above those of the file, by their path, such as {@code sync.listen} = {@code 127.0.0.1:0}
 * @since 0.1
 */
public record AgentOptions(Path data, Optional<Path> home, Optional<Path> configFile, Map<String, String> settings) {
    public AgentOptions {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(configFile, "configFile");
        settings = Map.copyOf(settings);
    }

    /** Defaults with this data directory. */
    public static AgentOptions inDirectory(Path data) {
        return new AgentOptions(data, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Loads the agent from this unpacked distribution. */
    public AgentOptions withHome(Path newHome) {
        return new AgentOptions(data, Optional.of(newHome), configFile, settings);
    }

    /** Reads this configuration file. */
    public AgentOptions withConfigFile(Path file) {
        return new AgentOptions(data, home, Optional.of(file), settings);
    }

    /**
     * Sets one value by its configuration path, above what the file says. A host that keeps its secrets itself gives
     * the one that opens an encrypted identity file as {@code identity.passphrase}.
     */
    public AgentOptions with(String path, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(path, value);
        return new AgentOptions(data, home, configFile, changed);
    }

    /** Names what is set and never shows the values, among which may be secrets. */
    @Override
    public String toString() {
        return "agent in " + data + " with " + new TreeSet<>(settings.keySet());
    }
}
