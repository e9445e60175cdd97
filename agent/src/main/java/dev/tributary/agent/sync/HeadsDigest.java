package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;

/**
 * The root over a set of heads, kept up to date one head at a time: SHA-256 of the {@linkplain HeadSum sum} of all
 * heads and of their number, cut to 16 bytes (PROTOCOL section 4). Not safe for use by several threads at once.
 */
public final class HeadsDigest {
    private final HeadSum hasher = new HeadSum();
    private final long[] sum = new long[HeadSum.WORDS];
    private long count;

    /** Takes a head in. */
    public void add(AuthorHead head) {
        HeadSum.add(sum, 0, hasher.term(head));
        count++;
    }

    /** Takes a head out that was put in before. */
    public void remove(AuthorHead head) {
        HeadSum.subtract(sum, 0, hasher.term(head));
        count--;
    }

    /** The root over what is in. */
    public Root root() {
        return new Root(count, hasher.digest(sum, 0, count));
    }
}
