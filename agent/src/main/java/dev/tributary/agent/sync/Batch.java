package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.api.model.AuthorRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A request that is being put together. */
final class Batch {
    private static final long MOST_EVENTS = 65_536;
    private static final long LEAST_EVENTS = 128;

    /** As long as it is not known how fast a peer is. */
    private static final long FIRST_EVENTS = 4_096;

    private final Fetch fetch;
    private final List<AuthorRequest> requests = new ArrayList<>();
    private final long events;

    /** The request takes up about half a second of the peer's time, so that the next one finds something left to do. */
    Batch(Fetch fetch, double rate, SyncState state) {
        this.fetch = fetch;
        double half = rate / 2 / state.eventBytes;
        this.events = rate == 0 ? FIRST_EVENTS : (long) Math.max(LEAST_EVENTS, Math.min(half, MOST_EVENTS));
    }

    /** {@code endless} when its new events are to be pushed from then on. */
    void add(Want want, boolean endless, SyncState state) {
        long seq = state.own.seq(want.author);
        long target = want.offers.getOrDefault(fetch.link, seq);
        fetch.add(want.author, target, target - seq);
        want.fetch = fetch;
        want.pushDue = 0;
        OptionalLong end = endless ? OptionalLong.empty() : OptionalLong.of(target);
        requests.add(new AuthorRequest(want.author, seq, state.own.hash(want.author), end));
    }

    boolean full(SyncLimits limits) {
        return fetch.load >= events || requests.size() >= limits.authorsPerRequest();
    }

    void send(SyncState state) {
        state.send(fetch.link, new Request(state.space, fetch.id, fetch.firstCredit(), requests));
    }
}
