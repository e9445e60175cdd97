package dev.tributary.agent;

import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name in the space's genesis event. An agent that joined learns it when that event arrives. Safe from any thread.
 */
final class SpaceName {
    /** The value that keeps it: to find the event by its hash, all events of the newest segment are hashed. */
    static final String KEY = "space-name";

    private static final Logger LOG = LoggerFactory.getLogger(SpaceName.class);
    private static final int LONGEST = 128;

    private final SpaceId space;
    private final Storage storage;
    private volatile String name = "";

    SpaceName(SpaceId space, Storage storage) {
        this.space = space;
        this.storage = storage;
    }

    SpaceId space() {
        return space;
    }

    String text() {
        return name;
    }

    /** Remembers it, or looks for the event in the store; call it once {@link #committed} gets all notices. */
    void look() {
        Bytes kept = storage.state(PeerDirectory.OWNER).get(KEY);
        if (kept != null) {
            name = kept.utf8();
        } else {
            storage.event(new EventHash(space.bytes())).onSuccess(event -> event.ifPresent(this::keep));
        }
    }

    private void keep(Event event) {
        take(event);
        storage.putState(PeerDirectory.OWNER, KEY, Optional.of(Bytes.utf8(name)))
                .onFailure(failure -> LOG.debug("The space's name is looked for again at the next start", failure));
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
