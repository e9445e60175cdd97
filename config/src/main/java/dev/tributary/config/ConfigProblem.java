package dev.tributary.config;

import java.util.Objects;
import java.util.Optional;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place where it was written
 * @param path the key's path such as {@code sync.listen}; empty when the file as a whole cannot be read
 * @param message what is wrong and what to do
 * @param nearest the known key, or the allowed value, that was most likely meant
 * @since 0.1
 */
public record ConfigProblem(Place place, String path, String message, Optional<String> nearest) {
    public ConfigProblem {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(nearest, "nearest");
    }

    /** One line for a person: {@code tributary.yaml:3:3: sync.lisen: unknown key; did you mean sync.listen?}. */
    @Override
    public String toString() {
        return place
                + ": "
                + (path.isEmpty() ? "" : path + ": ")
                + message
                + nearest.map(key -> "; did you mean " + key + "?").orElse("");
    }
}
