package dev.tributary.plugins.telemetry;

import java.util.Optional;

/** Turns counters into rates. The first sample has none. */
final class TrafficMeter {
    private static final double NANOS = 1e9;

    private Optional<Sample> before = Optional.empty();

    private record Sample(Traffic traffic, long nanos) {}

    /** Bytes per second. */
    record Rates(double in, double out) {}

    Optional<Rates> rates(Traffic now, long nanos) {
        Optional<Sample> last = before;
        if (last.isPresent() && nanos <= last.get().nanos()) {
            return Optional.empty();
        }
        before = Optional.of(new Sample(now, nanos));
        return last.map(sample -> {
            double seconds = (nanos - sample.nanos()) / NANOS;
            return new Rates(now.inPerSecond(sample.traffic(), seconds), now.outPerSecond(sample.traffic(), seconds));
        });
    }
}
