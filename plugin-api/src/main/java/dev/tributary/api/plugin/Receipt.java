package dev.tributary.api.plugin;

import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.Objects;

/**
 * What became of a publish with a {@link Durability}. The events are durable on this box and travel on in any case.
 *
 * @param events their names, in the order of the drafts
 * @param wanted what was asked for
 * @param peers how many peers are known to hold all of them; 0 when nobody was waited for
 * @since 0.1
 */
public record Receipt(List<EventRef> events, Durability wanted, int peers) {
    public Receipt {
        events = List.copyOf(events);
        Objects.requireNonNull(wanted, "wanted");
    }

    /** True when as many peers hold them as were asked for; false when the time was up first. */
    public boolean reached() {
        return peers >= wanted.peers();
    }
}
