package dev.tributary.agent.network;

/** The limits of protocol 1, quicker to dial, and with what a test changes. */
final class LimitsForTests {
    int links = 256;
    int perAddress = 8;
    int halfOpen = 32;
    long handshakeMillis = 10_000;
    long firstFrameMillis = 5_000;
    long idleMillis = 60_000;
    long pingMillis = 15_000;
    int maxQueued = 64 * 1024 * 1024;
    int unhandled = 4 * 1024 * 1024;
    long settleMillis = 5_000;
    long sweepMillis = 20;
    Backoff dial = new Backoff(50, 200);

    LinkLimits build() {
        LinkLimits standard = LinkLimits.STANDARD;
        return new LinkLimits(
                standard.peers(),
                links,
                perAddress,
                halfOpen,
                standard.dials(),
                handshakeMillis,
                firstFrameMillis,
                idleMillis,
                pingMillis,
                standard.malformedFrames(),
                standard.highWater(),
                standard.lowWater(),
                maxQueued,
                unhandled,
                settleMillis,
                1_000,
                sweepMillis,
                dial,
                standard.penaltyBackoff());
    }
}
