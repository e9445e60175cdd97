package dev.tributary.agent;

import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.EventReader;

/**
 * The name in the space's genesis event. An agent that joined learns it when that event arrives. Safe from any thread.
 */
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

    /** Looks for the event in the store; call it once {@link #committed} gets all notices. */
    void look(EventReader reader) {
        reader.event(new EventHash(space.bytes())).thenAccept(event -> event.ifPresent(this::take));
    }

    /** Takes a notice of what became durable. */
    void committed(Committed notice) {
        for (CommittedRun run : notice.runs()) {
            if (run.run().run().startsWithGenesis()) {
                take(run.run().event(0));
            }
        }
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
