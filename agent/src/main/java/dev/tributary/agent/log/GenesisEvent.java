package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Optional;

/**
 * The first event of a space. Its hash is the space's id, so that the id alone tells who founded it (PROTOCOL section
 * 2); therefore its header carries 32 zero bytes where others carry the id.
 */
public final class GenesisEvent {
    /** The type that no other event may have. */
    public static final String TYPE = "tributary.genesis";

    private GenesisEvent() {}

    /** Founds a space called {@code name}: a run of one event, the founder's seq 1. */
    public static CheckedRun found(RunCodec codec, EventSigner founder, String name, long timestamp) {
        EventDraft draft = EventDraft.json(TYPE, GenesisName.json(name));
        CheckedRun unnamed = codec.sign(SpaceId.NONE, founder, Optional.empty(), timestamp, List.of(draft));
        return codec.trust(new SpaceId(unnamed.hash(0).bytes()), unnamed.run());
    }

    /** The name of the space that {@code event} founds; empty when it founds none or gives no name. */
    public static Optional<String> name(Event event) {
        return event.type().equals(TYPE) ? event.payload().map(Bytes::utf8).flatMap(GenesisName::of) : Optional.empty();
    }

    /** True when this run's first event founds the run's own space, or when it founds none at all. */
    static boolean foundsNoOther(CheckedRun run) {
        return !run.run().startsWithGenesis()
                || run.hash(0).bytes().equals(run.space().bytes());
    }
}
