package dev.tributary.agent.network;

/**
 * All limits of links (PROTOCOL section 6).
 *
 * @param peers the most peers that are known
 * @param links the most links
 * @param perAddress the most accepted sockets of one IP address that are no links, or not yet
 * @param halfOpen the most accepted sockets whose handshake is not done
 * @param dials the most attempts to dial at one time
 * @param handshakeMillis how long connecting and shaking hands may take
 * @param firstFrameMillis how long the peer's Hello may take after that
 * @param idleMillis a link on which nothing arrives for so long is cut
 * @param pingMillis how often a link is pinged
 * @param malformedFrames so many malformed frames cut a link
 * @param highWater a link with more bytes to write is not writable
 * @param lowWater a link that was not writable is again with fewer bytes to write
 * @param maxQueued a link with more to write is cut, in bytes of memory: its peer does not read
 * @param unhandled bytes that were read and not handled yet; beyond, the link is not read
 * @param settleMillis two links that came up within this time were dialled by both sides at once
 * @param stopMillis how long links may take to say goodbye
 * @param sweepMillis how often deadlines are looked at
 * @param dialBackoff waiting times between attempts to dial
 * @param penaltyBackoff how long a peer is kept away that broke the rules
 */
public record LinkLimits(
        int peers,
        int links,
        int perAddress,
        int halfOpen,
        int dials,
        long handshakeMillis,
        long firstFrameMillis,
        long idleMillis,
        long pingMillis,
        int malformedFrames,
        int highWater,
        int lowWater,
        int maxQueued,
        int unhandled,
        long settleMillis,
        long stopMillis,
        long sweepMillis,
        Backoff dialBackoff,
        Backoff penaltyBackoff) {
    private static final int MAX_QUEUED = 32 * 1024 * 1024;
    private static final int LEAST_QUEUED = 4 * 1024 * 1024;

    /** The limits of protocol 1; in a small heap less waits to be written. */
    public static final LinkLimits STANDARD = new LinkLimits(
            1024,
            256,
            8,
            32,
            16,
            10_000,
            5_000,
            60_000,
            15_000,
            3,
            1024 * 1024,
            256 * 1024,
            (int) Math.max(
                    LEAST_QUEUED, Math.min(MAX_QUEUED, Runtime.getRuntime().maxMemory() / 12)),
            4 * 1024 * 1024,
            5_000,
            2_000,
            100,
            Backoff.DIAL,
            Backoff.PENALTY);

    public LinkLimits {
        if (lowWater >= highWater || highWater >= maxQueued) {
            throw new IllegalArgumentException("the bounds of the write queue contradict each other");
        }
        if (pingMillis >= idleMillis) {
            throw new IllegalArgumentException("a link would be cut before it is pinged");
        }
    }
}
