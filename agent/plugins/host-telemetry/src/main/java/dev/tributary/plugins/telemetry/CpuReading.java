package dev.tributary.plugins.telemetry;

import java.util.Optional;

/** How busy the processor was since the last reading, the load, and how long the machine is up. */
final class CpuReading implements Reading {
    private final HostFiles files;
    private Optional<CpuTimes> before = Optional.empty();

    CpuReading(HostFiles files) {
        this.files = files;
    }

    @Override
    public String type() {
        return "host.cpu";
    }

    @Override
    public Optional<String> read(long nanos) {
        Optional<CpuTimes> now = files.text("proc/stat").flatMap(CpuTimes::parse);
        if (now.isEmpty()) {
            return JvmReadings.cpu();
        }
        Optional<CpuTimes> last = before;
        before = now;
        return last.map(past -> json(now.get(), now.get().busyPercentSince(past)));
    }

    private String json(CpuTimes now, double busyPercent) {
        Columns load = Columns.of(files.text("proc/loadavg").orElse(""));
        Columns uptime = Columns.of(files.text("proc/uptime").orElse(""));
        return new Json()
                .number("busyPercent", busyPercent)
                .number("cores", now.cores())
                .number("load1", load.decimal(0))
                .number("load5", load.decimal(1))
                .number("load15", load.decimal(2))
                .number("uptimeSeconds", Math.floor(uptime.decimal(0)))
                .toString();
    }
}
