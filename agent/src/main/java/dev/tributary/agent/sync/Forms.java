package dev.tributary.agent.sync;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The form in which runs go to a peer: whole, or without payloads when it wants headers only. A run of which we lack a
 * payload ourselves goes to nobody who wants payloads: he would take it for the whole, and never ask for more. Not safe
 * for several threads at once.
 */
final class Forms {
    private final RunCodec codec;
    private boolean lackPayloads;

    Forms(LogLimits limits) {
        this.codec = new RunCodec(limits);
    }

    /** From now on some stored runs may lack payloads; before that nobody needs to look. */
    void lackPayloads() {
        lackPayloads = true;
    }

    /** True when some stored runs may lack payloads. */
    boolean lacksPayloads() {
        return lackPayloads;
    }

    /**
     * What of {@code runs} goes to {@code peer}: all, or those before the first that cannot. Its own log comes back to
     * an author as it wrote it.
     */
    List<Bytes> of(List<Bytes> runs, AuthorId author, AuthorId peer, boolean payloads) {
        boolean whole = payloads || author.equals(peer);
        if (whole && !lackPayloads) {
            return runs;
        }
        List<Bytes> formed = new ArrayList<>(runs.size());
        for (Bytes encoded : runs) {
            Optional<Bytes> run = whole ? complete(encoded) : Optional.of(bare(encoded));
            if (run.isEmpty()) {
                break;
            }
            formed.add(run.get());
        }
        return formed;
    }

    /** True when no payload of a stored run is missing. */
    boolean whole(Bytes encoded) {
        return complete(encoded).isPresent();
    }

    private Optional<Bytes> complete(Bytes encoded) {
        return codec.decode(encoded).run().filter(Run::hasPayloads).map(run -> encoded);
    }

    private Bytes bare(Bytes encoded) {
        return codec.decode(encoded)
                .run()
                .map(run -> codec.withoutPayloads(run).encoded())
                .orElse(encoded);
    }
}
