package dev.tributary.agent.network;

/** What went over the links of one peer. Written on the network's event loop only; readable from any thread. */
final class Traffic {
    private volatile long in;
    private volatile long out;
    private volatile double roundTripMillis = -1;

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void in(int bytes) {
        in += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void out(int bytes) {
        out += bytes;
    }

    void roundTrip(double millis) {
        roundTripMillis = millis;
    }

    long bytesIn() {
        return in;
    }

    long bytesOut() {
        return out;
    }

    double roundTripMillis() {
        return roundTripMillis;
    }
}
