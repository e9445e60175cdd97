package dev.tributary.config;

import java.util.Locale;
import java.util.Objects;

/**
 * Where an effective value came from.
 *
 * @param layer which kind of source
 * @param place the place in it
 * @since 0.1
 */
public record Origin(Layer layer, Place place) {
    /** The kinds of source; a later one beats an earlier one. */
    public enum Layer {
        /** The value that holds when nobody says anything. */
        DEFAULT,
        /** The configuration file. */
        FILE,
        /** A variable of the environment. */
        ENVIRONMENT,
        /** An option of the command line, or a setting of the embedding host. */
        FLAG
    }

    static final Origin BY_DEFAULT = new Origin(Layer.DEFAULT, Place.of("default"));

    public Origin {
        Objects.requireNonNull(layer, "layer");
        Objects.requireNonNull(place, "place");
    }

    /** For example {@code file tributary.yaml:3:11}, {@code flag --listen} or {@code default}. */
    @Override
    public String toString() {
        return layer == Layer.DEFAULT ? "default" : layer.name().toLowerCase(Locale.ROOT) + " " + place;
    }
}
