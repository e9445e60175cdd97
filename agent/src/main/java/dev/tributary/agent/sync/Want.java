package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An author of whom some linked peer has more than we do: who offers how much, and who is asked. */
final class Want {
    final AuthorId author;

    /** When we began to lack something. */
    final long since;

    /** Link to the last seq that it offers. */
    final Map<Long, Long> offers = new LinkedHashMap<>();

    /** The request that covers this author now. */
    @Nullable
    Fetch fetch;

    /** The joint of its parts while it is fetched from several peers at once. */
    @Nullable
    LongLog log;

    /** When a source that should push by itself is given up; 0 when none is waited for. */
    long pushDue;

    Want(AuthorId author, long since) {
        this.author = author;
        this.since = since;
    }

    /** Forgets offers that we hold by now; true when none is left. */
    boolean satisfied(long seq) {
        offers.values().removeIf(offered -> offered <= seq);
        return offers.isEmpty();
    }

    /** True when another link than those offers the author too. */
    boolean offeredBeside(Set<Long> links) {
        return !links.containsAll(offers.keySet());
    }
}
