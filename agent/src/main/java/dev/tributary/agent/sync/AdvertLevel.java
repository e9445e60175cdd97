package dev.tributary.agent.sync;

/** At which level one side tells the other what it holds, when their roots differ (PROTOCOL section 4). */
enum AdvertLevel {
    /** What changed since the peer's cursor. */
    CHANGES,
    /** Comparison by ranges, begun by this side. */
    RANGES,
    /** Comparison by ranges, begun by the other side: nothing to say yet. */
    AWAIT_RANGES,
    /** All heads. */
    PAGES;

    /** Below this many heads a page costs less than the round trips of a comparison. */
    static final long RANGES_FROM = 64;

    /**
     * The cheapest that serves. Both sides come to opposite answers from the same facts, since they choose by what
     * their Hellos said.
     *
     * @param theyFollow the peer has a cursor in our store
     * @param weFollow we have one in the peer's store
     * @param ranges a comparison by ranges can be made
     * @param first our key is the smaller one
     */
    static AdvertLevel choose(boolean theyFollow, boolean weFollow, boolean ranges, boolean first) {
        if (theyFollow) {
            return CHANGES;
        }
        if (!ranges) {
            return PAGES;
        }
        return weFollow || first ? RANGES : AWAIT_RANGES;
    }

    /**
     * True when ranges can be cheaper than pages: both sides hold many heads, and about as many. A side that holds less
     * than half lacks so much that pages are due anyway.
     */
    static boolean rangesPay(long ours, long theirs) {
        return Math.min(ours, theirs) >= RANGES_FROM && 2 * Math.min(ours, theirs) >= Math.max(ours, theirs);
    }
}
