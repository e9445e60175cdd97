package dev.tributary.config;

import java.util.Locale;
import java.util.Objects;

/**
 * One thing that an operator can say.
 *
 * @param path sections and name, joined by dots
 * @param type what a value must look like
 * @param byDefault the value that holds when nobody says anything, as it would be written; empty for none
 * @param description sentences for an operator
 * @param since the version that introduced it
 * @param secret true when the value is never shown
 * @since 0.1
 */
public record ConfigKey(
        String path, ValueType type, String byDefault, String description, String since, boolean secret) {
    public ConfigKey {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(byDefault, "byDefault");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(since, "since");
    }

    /** The variable of the environment that sets it: {@code sync.listen} is {@code TRIBUTARY_SYNC_LISTEN}. */
    public String variable() {
        return Environment.PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
