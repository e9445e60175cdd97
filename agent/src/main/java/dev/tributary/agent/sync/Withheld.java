package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.Map;

/**
 * What peers offered and, asked for it, did not send. As long as we lack it, such a peer's word that it holds the same
 * as we do is no proof: its adverts say otherwise.
 */
final class Withheld {
    private final Map<Long, Map<AuthorId, Long>> byLink = new HashMap<>();

    void add(SyncState state, long link, AuthorId author, long seq) {
        Map<AuthorId, Long> authors = byLink.computeIfAbsent(link, key -> new HashMap<>());
        if (authors.size() < state.limits.authorsTracked()) {
            authors.put(author, seq);
        }
    }

    /** How many authors the peer offered further than it sent them. What came otherwise or was cut counts no more. */
    int authors(SyncState state, long link) {
        Map<AuthorId, Long> authors = byLink.get(link);
        if (authors == null) {
            return 0;
        }
        authors.entrySet()
                .removeIf(entry -> state.worth(entry.getKey(), entry.getValue()) <= state.own.seq(entry.getKey()));
        if (authors.isEmpty()) {
            byLink.remove(link);
        }
        return authors.size();
    }

    /** True when the peer offered more of the author's log than it sent. */
    boolean has(long link, AuthorId author) {
        return byLink.getOrDefault(link, Map.of()).containsKey(author);
    }

    void linkDown(long link) {
        byLink.remove(link);
    }
}
