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
    private static final Logger LOG = LoggerFactory.getLogger(SpaceName.class);

    private static final int LONGEST = 128;

    /** Under this key the name is kept in the store: looking for an event by its hash may take reading a segment. */
    static final String KEY = "space-name";

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

    /** Takes the name from the store, at first from the event; call it once {@link #committed} gets all notices. */
    void look(Storage storage) {
        Bytes kept = storage.state(PeerDirectory.OWNER).get(KEY);
        if (kept == null) {
            storage.event(new EventHash(space.bytes()))
                    .onSuccess(found -> found.ifPresent(event -> {
                        String text = textOf(event);
                        storage.putState(PeerDirectory.OWNER, KEY, Optional.of(Bytes.utf8(text)))
                                .onFailure(failure -> LOG.debug("cannot remember the name of the space", failure));
                        name = text;
                    }));
        } else {
            name = kept.utf8();
        }
    }

    /** Takes a notice of what became durable. */
    void committed(Committed notice) {
        for (CommittedRun run : notice.runs()) {
            if (run.run().run().startsWithGenesis()) {
                Event genesis = run.run().event(0);
                name = genesis.hash().bytes().equals(space.bytes()) ? textOf(genesis) : name;
            }
        }
    }

    private static String textOf(Event genesis) {
        return GenesisEvent.name(genesis).map(SpaceName::shortened).orElse("");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(LONGEST, text.length()));
    }
}
