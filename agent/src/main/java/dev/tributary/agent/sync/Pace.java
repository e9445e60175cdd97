package dev.tributary.agent.sync;

/**
 * How fast one peer delivers what it was asked for, and how much may therefore be on its way: what it brings in half a
 * second or in one and a half round trips, so that a fast link is never idle and a slow one holds little that a live
 * event would wait behind. The averages forget what is seconds old.
 */
final class Pace {
    /** A measurement takes this long, or less when much came. */
    private static final long SAMPLE_MILLIS = 250;

    private static final long SHORT_SAMPLE_MILLIS = 50;
    private static final long LARGE_SAMPLE = 256 * 1024;
    private static final long WORTH_A_GUESS = 4 * 1024;

    /** An average over about this time: what lies as far back counts half as much. */
    private static final double MEMORY_MILLIS = 1_000;

    /** A window below what is measured in half a second gains nothing: the store and the peer need time as well. */
    private static final double WINDOW_MILLIS = 500;

    /** More than this only helps on a link with a long round trip, and fills memory on any other. */
    private static final long ENOUGH = 2 * 1024 * 1024;

    private final SyncLimits limits;
    private double rate;

    /** What came and how long it took, the older the less: a burst that a sender had saved up soon counts little. */
    private double weighedBytes;

    private double weighedMillis;
    private double roundTrip;
    private long window;
    private boolean asking;
    private boolean flowing;
    private long since;
    private long bytes;
    private long askedAt;
    private long total;

    Pace(SyncLimits limits) {
        this.limits = limits;
        this.window = limits.startCredit();
    }

    /** A request goes out to a peer that owes us nothing. */
    void begins(long now) {
        asking = true;
        flowing = false;
        since = now;
        bytes = 0;
        askedAt = now;
        total = 0;
    }

    /** Everything that was asked for is here: what comes next says nothing about the time until then. */
    void ends(long now) {
        if (rate == 0 && total >= WORTH_A_GUESS) {
            // With the round trip in it, so too low: better than nothing.
            rate = total * 1_000.0 / Math.max(1, now - askedAt);
        }
        asking = false;
        flowing = false;
    }

    /** The first byte of an answer came {@code millis} after its request. */
    void firstByte(long millis) {
        roundTrip = roundTrip == 0 || millis < roundTrip ? Math.max(1, millis) : roundTrip + (millis - roundTrip) / 8;
    }

    /** So much of what was asked for is here. */
    void arrived(long more, long now) {
        total += more;
        if (rate == 0) {
            window = Math.min(window + more, limits.firstCredit());
        }
        if (!flowing) {
            // The first answer came after a round trip, which says nothing about the rate.
            flowing = true;
            since = now;
            bytes = 0;
            return;
        }
        bytes += more;
        long took = now - since;
        if (took < SHORT_SAMPLE_MILLIS || (took < SAMPLE_MILLIS && bytes < LARGE_SAMPLE)) {
            return;
        }
        double fades = MEMORY_MILLIS / (MEMORY_MILLIS + took);
        weighedBytes = weighedBytes * fades + bytes;
        weighedMillis = weighedMillis * fades + took;
        rate = weighedBytes * 1_000 / weighedMillis;
        since = now;
        bytes = 0;
        double worth = Math.max(rate / 1_000 * 1.5 * roundTrip, Math.min(rate / 1_000 * WINDOW_MILLIS, ENOUGH));
        window = (long) Math.max(limits.leastCredit(), Math.min(worth, limits.maxCredit()));
    }

    /** Bytes a second; 0 while nothing is known. A peer that has brought nothing for long is known to be slow. */
    double rate(long now) {
        boolean overdue = rate == 0 && asking && now - askedAt >= 2 * limits.deadSourceMillis();
        return overdue ? Math.max(1, total * 1_000.0 / (now - askedAt)) : rate;
    }

    /** Bytes that may be on their way. */
    long window() {
        return window;
    }

    /** How long the peer may be silent before it counts as dead. */
    long patience() {
        return Math.max(limits.deadSourceMillis(), (long) (2 * roundTrip) + limits.deadSourceMillis() / 2);
    }
}
