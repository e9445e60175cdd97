package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Our requests to one peer. */
final class Lane {
    final long link;
    final AuthorId peer;
    final Map<Long, Fetch> fetches = new LinkedHashMap<>();

    /** True when what was asked for is to be pushed from then on. */
    final boolean live;

    private long nextId = 1;

    /** Events that the requests in flight ask for: how loaded the peer is with our wishes. */
    long load;

    Lane(long link, AuthorId peer, boolean live) {
        this.link = link;
        this.peer = peer;
        this.live = live;
    }

    Fetch open(SyncLimits limits, long now) {
        Fetch fetch = new Fetch(link, nextId++, limits, now);
        fetches.put(fetch.id, fetch);
        return fetch;
    }

    /** True for an id that a request of ours has carried. */
    boolean issued(long requestId) {
        return requestId > 0 && requestId < nextId;
    }
}
