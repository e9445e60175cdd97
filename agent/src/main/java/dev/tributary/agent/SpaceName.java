package dev.tributary.agent;

import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.Registration;
import org.jspecify.annotations.Nullable;

/** The name in the space's genesis event. An agent that joined learns it when that event arrives. */
final class SpaceName {
    private static final int LONGEST = 128;

    private final SpaceId space;
    private volatile String name = "";
    private volatile boolean found;
    private volatile @Nullable Registration listening;

    SpaceName(SpaceId space) {
        this.space = space;
    }

    SpaceId space() {
        return space;
    }

    String text() {
        return name;
    }

    /** Looks for the event here; when it is not here yet, listens until it comes. */
    Registration follow(EventReader reader) {
        Registration registration =
                reader.listen(EventFilter.type(GenesisEvent.TYPE), reader.position(), arrival -> take(arrival.event()));
        listening = registration;
        closeWhenFound();
        reader.event(new EventHash(space.bytes())).thenAccept(event -> event.ifPresent(this::take));
        return registration;
    }

    private void take(Event event) {
        if (event.hash().bytes().equals(space.bytes())) {
            name = GenesisEvent.name(event).map(SpaceName::shortened).orElse("");
            found = true;
            closeWhenFound();
        }
    }

    /** Listening costs something with every event. */
    private void closeWhenFound() {
        Registration registration = listening;
        if (found && registration != null) {
            registration.close();
        }
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }
}
