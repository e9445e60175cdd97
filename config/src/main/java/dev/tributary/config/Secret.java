package dev.tributary.config;

import java.util.Objects;

/**
 * A text that nobody should see: its own text form hides it.
 *
 * @param text the secret
 * @since 0.1
 */
public record Secret(String text) {
    /** What is shown instead. */
    static final String HIDDEN = "********";

    public Secret {
        Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
