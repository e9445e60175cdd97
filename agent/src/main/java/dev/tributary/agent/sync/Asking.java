package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Puts requests together: many authors share one, until it is full or nothing more is wanted of its peer. */
final class Asking {
    private final SyncState state;
    private final Follows follows;
    private final Set<AuthorId> ready;
    private final Map<Lane, Batch> batches = new LinkedHashMap<>();

    /** {@code ready} are the authors that wait for a request; who is asked for leaves it. */
    Asking(SyncState state, Follows follows, Set<AuthorId> ready) {
        this.state = state;
        this.follows = follows;
        this.ready = ready;
    }

    /** The peers whose requests are not sent yet. */
    Set<Lane> building() {
        return batches.keySet();
    }

    /** Asks for one author beside others. */
    void with(Want want, Lane lane, long now) {
        Batch batch = batches.get(lane);
        if (batch == null) {
            batch = new Batch(lane.open(now), lane.pace.rate(now), state);
            batches.put(lane, batch);
        }
        add(want, lane, batch);
        if (batch.full(state.limits)) {
            batch.send(state);
            batches.remove(lane);
        }
    }

    /** Asks for one author in a request of its own, at once. */
    void alone(Want want, Lane lane, long now) {
        Batch batch = new Batch(lane.open(now), lane.pace.rate(now), state);
        add(want, lane, batch);
        batch.send(state);
    }

    private void add(Want want, Lane lane, Batch batch) {
        // Whoever pushes the author goes on with it; what is missing until then comes from a faster peer.
        Long source = follows.source(want.author);
        boolean follow = lane.live && (source == null || source == lane.link);
        batch.add(want, follow, state);
        if (follow) {
            follows.put(want.author, lane.link);
        }
        ready.remove(want.author);
    }

    /** Sends what has been put together. */
    void send() {
        batches.values().forEach(batch -> batch.send(state));
        batches.clear();
    }
}
