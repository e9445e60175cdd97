package dev.tributary.plugins.telemetry;

import java.util.Optional;
import java.util.Set;

/** What goes over the machine's network interfaces, the loopback left out. */
final class NetworkReading implements Reading {
    private final HostFiles files;
    private final Set<String> except;
    private final TrafficMeter meter = new TrafficMeter();

    NetworkReading(HostFiles files, Set<String> except) {
        this.files = files;
        this.except = except;
    }

    @Override
    public String type() {
        return "host.network";
    }

    @Override
    public Optional<String> read(long nanos) {
        return files.text("proc/net/dev")
                .map(text -> Traffic.ofNetwork(text, except))
                .filter(traffic -> traffic.devices() > 0)
                .flatMap(now -> meter.rates(now, nanos).map(rates -> json(now, rates)));
    }

    private static String json(Traffic now, TrafficMeter.Rates rates) {
        return new Json()
                .number("receivedBytesPerSecond", rates.in())
                .number("sentBytesPerSecond", rates.out())
                .number("receivedBytes", now.in())
                .number("sentBytes", now.out())
                .number("interfaces", now.devices())
                .toString();
    }
}
