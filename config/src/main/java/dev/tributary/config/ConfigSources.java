package dev.tributary.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a configuration is read from; flags beat the environment, which beats the file. Immutable: each {@code with}
 * returns a changed copy.
 *
 * @param file the configuration file
 * @param environment variables; those that do not start with {@code TRIBUTARY_} are ignored
 * @param flags single values, in the order in which they were given
 * @since 0.1
 */
public record ConfigSources(Optional<Path> file, Map<String, String> environment, List<Flag> flags) {
    /** Nothing but defaults. */
    public static final ConfigSources DEFAULTS = new ConfigSources(Optional.empty(), Map.of(), List.of());

    /**
     * One value that was given by hand.
     *
     * @param name how messages call it, such as {@code --listen}
     * @param path the key's path
     * @param value its text; the items of a list are separated by commas
     */
    public record Flag(String name, String path, String value) {
        public Flag {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(value, "value");
        }
    }

    public ConfigSources {
        Objects.requireNonNull(file, "file");
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
    }

    /** Reads this file. */
    public ConfigSources withFile(Path newFile) {
        return new ConfigSources(Optional.of(newFile), environment, flags);
    }

    /** Reads these variables, usually {@code System.getenv()}. */
    public ConfigSources withEnvironment(Map<String, String> variables) {
        return new ConfigSources(file, variables, flags);
    }

    /** Adds a value above file and environment. */
    public ConfigSources withFlag(String name, String path, String value) {
        List<Flag> more = new ArrayList<>(flags);
        more.add(new Flag(name, path, value));
        return new ConfigSources(file, environment, more);
    }
}
