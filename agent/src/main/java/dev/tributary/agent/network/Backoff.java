package dev.tributary.agent.network;

/**
 * How long to wait after the n-th failure in a row: doubling from a first delay up to a largest one. Pure.
 *
 * @param firstMillis the delay after the first failure
 * @param maxMillis the largest delay
 */
public record Backoff(long firstMillis, long maxMillis) {
    /** Between attempts to dial a peer. */
    public static final Backoff DIAL = new Backoff(500, 10_000);

    /** For a peer that broke the rules. */
    public static final Backoff PENALTY = new Backoff(60_000, 3_600_000);

    public Backoff {
        if (firstMillis < 1 || maxMillis < firstMillis) {
            throw new IllegalArgumentException("delays from " + firstMillis + " to " + maxMillis + " ms");
        }
    }

    /** The full delay after {@code failures} failures, 1 or more. */
    long delay(int failures) {
        long delay = firstMillis;
        for (int i = 1; i < failures && delay < maxMillis; i++) {
            delay *= 2;
        }
        return Math.min(delay, maxMillis);
    }

    /**
     * Between half of the delay and all of it, so that a fleet does not return in step; {@code random} is in [0, 1).
     */
    long jittered(int failures, double random) {
        long delay = delay(failures);
        return delay / 2 + (long) (delay * random / 2);
    }
}
