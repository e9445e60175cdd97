package dev.tributary.config;

import java.util.Objects;

/**
 * Where something was written.
 *
 * @param source a file as the operator named it, a variable such as {@code TRIBUTARY_SYNC_LISTEN}, or an option such as
 *     {@code --listen}
 * @param line counted from 1; 0 where there are no lines
 * @param column counted from 1; 0 where there are no lines
 * @since 0.1
 */
public record Place(String source, int line, int column) {
    public Place {
        Objects.requireNonNull(source, "source");
    }

    /** A source without lines. */
    static Place of(String source) {
        return new Place(source, 0, 0);
    }

    /** {@code source:line:column}, or only the source where there are no lines. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
