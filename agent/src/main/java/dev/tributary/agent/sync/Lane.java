package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our requests to one peer, and how it answers them. */
final class Lane {
    final long link;
    final AuthorId peer;
    final Map<Long, Fetch> fetches = new LinkedHashMap<>();
    final Pace pace;

    /** True when what was asked for is to be pushed from then on. */
    final boolean live;

    /** True when the peer answers requests for a part of a log. */
    boolean parts;

    /** True when the peer says which runs it has without payloads, and sends them so when it is asked to. */
    boolean bare;

    /** When the link came up. */
    final long since;

    private final SyncLimits limits;
    private long nextId = 1;
    private long movedAt;

    Lane(long link, AuthorId peer, boolean live, long since, SyncLimits limits) {
        this.link = link;
        this.peer = peer;
        this.since = since;
        this.live = live;
        this.limits = limits;
        this.pace = new Pace(limits);
    }

    Fetch open(long now) {
        if (fetches.isEmpty()) {
            pace.begins(now);
            movedAt = now;
        }
        // Half of what is free: the next request is made before this one is answered.
        long credit = Math.max(limits.leastCredit(), (pace.window() - outstanding()) / 2);
        Fetch fetch = new Fetch(link, nextId++, credit, now);
        fetch.alone = fetches.isEmpty();
        fetches.put(fetch.id, fetch);
        return fetch;
    }

    /** Asks for signed events that may contradict ours, whatever else is under way. */
    void probe(SyncState state, AuthorRequest request, long now) {
        if (fetches.size() < limits.requestsInFlight()) {
            Fetch fetch = open(now);
            state.send(link, new Request(state.space, fetch.id, fetch.firstCredit(), List.of(request)));
        }
    }

    void close(Fetch fetch, long now) {
        fetches.remove(fetch.id);
        if (fetches.isEmpty()) {
            pace.ends(now);
        }
    }

    /** Another request makes sense now: neither their number nor the bytes on their way are at the bound. */
    boolean free() {
        return fetches.size() < limits.fetchesInFlight() && (fetches.isEmpty() || outstanding() < pace.window());
    }

    /** The peer's own log is asked for whatever is under way, by one request more than all others together. */
    boolean takesOwnLog() {
        return fetches.size() <= limits.fetchesInFlight();
    }

    boolean idle() {
        return fetches.isEmpty();
    }

    /** Bytes that the peer may send and that are not in the store yet. */
    long outstanding() {
        return fetches.values().stream().mapToLong(Fetch::outstanding).sum();
    }

    /** Events that were asked for and have not come: how loaded the peer is with our wishes. */
    long load() {
        return fetches.values().stream().mapToLong(Fetch::left).sum();
    }

    /** Further credit for a request some of which was stored, 0 for none yet. */
    long more(Fetch fetch) {
        return fetch.more(Math.max(limits.leastCredit(), pace.window() / Math.max(1, fetches.size())));
    }

    /** Bytes of an answer arrived, be it a part of a frame. */
    void moved(long now) {
        movedAt = now;
        for (Fetch fetch : fetches.values()) {
            if (fetch.alone && !fetch.begun()) {
                pace.firstByte(fetch.begin(now));
            }
        }
    }

    /**
     * True when the peer does not deliver: nothing at all came for too long, or nothing of this request for much longer
     * than all that is on its way would take.
     */
    boolean dead(Fetch fetch, long now) {
        return !fetch.waits() && now >= deadAt(fetch, now);
    }

    /** When that would be so. */
    long deadAt(Fetch fetch, long now) {
        double rate = pace.rate(now);
        long queue = rate == 0 ? 0 : (long) (outstanding() * 1_000 / rate);
        long silent = Math.max(movedAt, fetch.progressAt()) + pace.patience();
        return Math.min(silent, fetch.progressAt() + 10 * pace.patience() + queue);
    }

    /** When the first of the requests is dead if nothing comes; the end of time when none can be. */
    long due(long now) {
        return fetches.values().stream()
                .filter(fetch -> !fetch.waits())
                .mapToLong(fetch -> deadAt(fetch, now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** True for an id that a request of ours has carried. */
    boolean issued(long requestId) {
        return requestId > 0 && requestId < nextId;
    }
}
