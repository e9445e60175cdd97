package dev.tributary.agent;

import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.Registration;

/** The name in the space's genesis event. An agent that joined learns it when that event arrives. */
final class SpaceName {
    private static final int LONGEST = 128;

    private final SpaceId space;
    private volatile String name = "";

    SpaceName(SpaceId space) {
        this.space = space;
    }

    SpaceId space() {
        return space;
    }

    String text() {
        return name;
    }

    /** Looks for the event here; when it is not here yet, listens for it. */
    Registration follow(EventReader reader) {
        long position = reader.position();
        reader.event(new EventHash(space.bytes())).thenAccept(found -> found.ifPresent(this::take));
        return reader.listen(EventFilter.type(GenesisEvent.TYPE), position, arrival -> take(arrival.event()));
    }

    private void take(Event event) {
        if (event.hash().bytes().equals(space.bytes())) {
            name = GenesisEvent.name(event).map(SpaceName::shortened).orElse("");
        }
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }
}
