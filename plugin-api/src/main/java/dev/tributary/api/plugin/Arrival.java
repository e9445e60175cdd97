package dev.tributary.api.plugin;

import dev.tributary.api.model.Event;
import java.util.Objects;

/**
 * An event at its place in the order in which this box made events durable.
 *
 * @param position 1 for the first event that this store ever held, then one more each
 * @param event the event
 * @since 0.1
 */
public record Arrival(long position, Event event) {
    public Arrival {
        Objects.requireNonNull(event, "event");
        if (position < 1) {
            throw new IllegalArgumentException("positions start at 1, this is " + position);
        }
    }
}
