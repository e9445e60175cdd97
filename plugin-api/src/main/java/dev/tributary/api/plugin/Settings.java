package dev.tributary.api.plugin;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator configured under {@code plugins.settings.<id>}, flat: nested keys are joined with dots.
 *
 * @since 0.1
 */
public interface Settings {
    /** All keys. */
    Set<String> keys();

    /** The value as text, empty when it was not configured. */
    Optional<String> text(String key);

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException naming the key when the value is not a number
     */
    default long number(String key, long otherwise) {
        try {
            return text(key).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "plugin setting " + key + " is not a whole number: "
                            + text(key).get(),
                    e);
        }
    }

    /**
     * A duration such as {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}, or ISO-8601 such as {@code PT5S}.
     *
     * @throws IllegalArgumentException naming the key when the value is not a duration
     */
    Duration duration(String key, Duration otherwise);

    /** True for {@code true}, false for {@code false}; anything else throws an {@link IllegalArgumentException}. */
    default boolean flag(String key, boolean otherwise) {
        return text(key)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default ->
                        throw new IllegalArgumentException(
                                "plugin setting " + key + " is neither true nor false: " + value);
                })
                .orElse(otherwise);
    }
}
