package dev.tributary.agent.sync;

/**
 * All limits of the exchange between agents (PROTOCOL section 6).
 *
 * @param frameBytes the largest frame body
 * @param headsPerPage the most heads in one advert
 * @param rangesPerAdvert the most ranges in one advert
 * @param requestsInFlight the most unanswered requests per peer
 * @param authorsPerRequest the most authors that one request names
 * @param authorsTracked of how many authors it is kept what a peer holds, follows or withheld. Also the most that a
 *     peer may be interested in by name
 * @param newAuthors with as many wants as this no author is looked for of whom nothing is here; the rest come with a
 *     later advert
 * @param fetchesInFlight how many requests of ours one peer answers at a time
 * @param leastCredit bytes in flight for one request, however slow the link is
 * @param startCredit bytes in flight per peer at the start; they double as they arrive
 * @param firstCredit bytes in flight per peer until its rate is measured, at most
 * @param maxCredit the most bytes in flight per peer
 * @param earlyEvents how far ahead of what was joined a long log is asked for
 * @param earlyBytes the most bytes of one log that wait to be joined
 * @param longLogs the most logs that are fetched in parts at a time; others are fetched each from one peer meanwhile
 * @param spaces the most spaces in a Hello
 * @param capabilities the most capability words in a Hello
 * @param textBytes the longest text (agent name, capability, reason)
 * @param deadSourceMillis a source without progress for this long is replaced
 * @param stalledMillis different roots and no progress for this long raise the alarm; whoever looks now and then still
 *     sees it within 5 s
 * @param advertDelayMillis how long changes are collected before they are advertised to a peer that is not pushed to
 * @param detourMillis how old links have to be before runs are taken without payloads, or a log is begun in its middle
 * @param rootMillis how often an idle link is told the root
 * @param fullMillis how often everything is compared, whatever was remembered
 */
public record SyncLimits(
        int frameBytes,
        int headsPerPage,
        int rangesPerAdvert,
        int requestsInFlight,
        int authorsPerRequest,
        int authorsTracked,
        int newAuthors,
        int fetchesInFlight,
        int leastCredit,
        int startCredit,
        int firstCredit,
        int maxCredit,
        int earlyEvents,
        int earlyBytes,
        int longLogs,
        int spaces,
        int capabilities,
        int textBytes,
        long deadSourceMillis,
        long stalledMillis,
        long advertDelayMillis,
        long detourMillis,
        long rootMillis,
        long fullMillis) {
    /** The most heads that a range is told as; a range with more is split. */
    public static final int HEADS_PER_RANGE = 8;

    /** The limits of protocol 1. */
    public static final SyncLimits STANDARD = new SyncLimits(
            512 * 1024,
            1024,
            256,
            64,
            1024,
            100_000,
            100_000,
            4,
            4 * 1024,
            32 * 1024,
            1024 * 1024,
            16 * 1024 * 1024,
            10_000,
            16 * 1024 * 1024,
            2,
            16,
            64,
            200,
            1_000,
            4_500,
            20,
            15_000,
            120_000,
            86_400_000);

    /** The same for a store that takes {@code most} authors: what it would refuse is not asked for. */
    public SyncLimits forAuthors(int most) {
        return new SyncLimits(
                frameBytes,
                headsPerPage,
                rangesPerAdvert,
                requestsInFlight,
                authorsPerRequest,
                authorsTracked,
                Math.min(newAuthors, most),
                fetchesInFlight,
                leastCredit,
                startCredit,
                firstCredit,
                maxCredit,
                earlyEvents,
                earlyBytes,
                longLogs,
                spaces,
                capabilities,
                textBytes,
                deadSourceMillis,
                stalledMillis,
                advertDelayMillis,
                detourMillis,
                rootMillis,
                fullMillis);
    }

    public SyncLimits {
        if (headsPerPage * 80 > frameBytes || authorsPerRequest * 90 > frameBytes) {
            throw new IllegalArgumentException("a full page or request does not fit a frame");
        }
        if (rangesPerAdvert < 1 || rangesPerAdvert * (HEADS_PER_RANGE * 80 + 80) > frameBytes) {
            throw new IllegalArgumentException("a full advert of ranges does not fit a frame");
        }
        if (leastCredit < 1 || startCredit < leastCredit || firstCredit > maxCredit || firstCredit < frameBytes) {
            throw new IllegalArgumentException("the credits contradict each other");
        }
        if (earlyEvents < 2 * LongLog.PART_EVENTS || earlyBytes < firstCredit) {
            throw new IllegalArgumentException("too little of a long log may come early");
        }
    }
}
