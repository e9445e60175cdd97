package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Of which authors a peer was told {@code Gone}, and from which seq on they are kept here; at most {@link #MAX}. */
final class GivenUp {
    static final int MAX = 1_024;

    private final Map<AuthorId, Long> firsts = new HashMap<>();

    void add(AuthorId author, long first) {
        if (firsts.size() < MAX || firsts.containsKey(author)) {
            firsts.put(author, first);
        }
    }

    /** Of how many the peer, which is known to hold so much, still lacks what is no longer kept here. */
    int authors(ToLongFunction<AuthorId> known) {
        firsts.entrySet().removeIf(entry -> known.applyAsLong(entry.getKey()) >= entry.getValue() - 1);
        return firsts.size();
    }
}
