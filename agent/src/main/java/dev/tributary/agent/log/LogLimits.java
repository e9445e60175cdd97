package dev.tributary.agent.log;

/**
 * All limits of the log (PROTOCOL section 6). A length from outside is checked against these before a byte is kept.
 *
 * @param payloadBytes the largest payload
 * @param deps the most dependencies of one event
 * @param typeBytes the longest type, in UTF-8 bytes
 * @param runEvents the most events in one run
 * @param runBytes the largest encoded run: 256 KiB less 512 bytes, so that a proof made of two fits one frame
 * @param maxSeq the largest seq: what a double holds exactly
 * @param pendingEvents the most events that wait for a predecessor
 * @param pendingBytes the most encoded bytes that wait
 * @param pendingPerAuthor the most events of one author that wait
 * @param pendingMillis how long a run waits
 */
public record LogLimits(
        int payloadBytes,
        int deps,
        int typeBytes,
        int runEvents,
        int runBytes,
        long maxSeq,
        int pendingEvents,
        int pendingBytes,
        int pendingPerAuthor,
        long pendingMillis) {
    /** The limits of protocol 1. */
    public static final LogLimits STANDARD = new LogLimits(
            64 * 1024, 64, 128, 256, 256 * 1024 - 512, (1L << 53) - 1, 10_000, 16 * 1024 * 1024, 200, 10 * 60_000L);

    public LogLimits {
        if (payloadBytes + deps * 80 + typeBytes + 512 > runBytes) {
            throw new IllegalArgumentException("the largest event does not fit a run");
        }
        if (pendingPerAuthor > pendingEvents || runBytes > pendingBytes) {
            throw new IllegalArgumentException("the pending limits contradict each other");
        }
    }
}
