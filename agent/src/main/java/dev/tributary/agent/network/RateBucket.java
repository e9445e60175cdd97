package dev.tributary.agent.network;

/**
 * A byte rate: tokens come evenly, and a quarter of a second's worth may be saved up. What is written in one piece may
 * cost more than there is; the debt is paid before anything follows. Pure.
 */
final class RateBucket {
    private static final double NANOS = 1e9;
    private static final int LEAST_BURST = 256;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long refilled;

    /**
     * @param perSecond bytes in a second, above 0
     * @param now nanoseconds of a clock that only goes forward
     */
    RateBucket(long perSecond, long now) {
        if (perSecond <= 0) {
            throw new IllegalArgumentException("a rate of " + perSecond + " bytes a second");
        }
        this.perNano = perSecond / NANOS;
        this.burst = Math.max(perSecond / 4.0, LEAST_BURST);
        this.tokens = burst;
        this.refilled = now;
    }

    double perSecond() {
        return perNano * NANOS;
    }

    /** How many bytes may be written now, 0 while there is a debt. */
    long room(long now) {
        refill(now);
        return Math.max(0, (long) tokens);
    }

    /** So many bytes were written. */
    void take(int bytes, long now) {
        refill(now);
        tokens -= bytes;
    }

    /** Nanoseconds until {@code bytes} may be written, or as many as can be saved up; 0 when they may already. */
    long waitFor(long bytes, long now) {
        refill(now);
        double lacking = Math.min((double) bytes, burst) - tokens;
        return lacking <= 0 ? 0 : (long) Math.ceil(lacking / perNano);
    }

    private void refill(long now) {
        if (now > refilled) {
            tokens = Math.min(burst, tokens + (now - refilled) * perNano);
            refilled = now;
        }
    }
}
