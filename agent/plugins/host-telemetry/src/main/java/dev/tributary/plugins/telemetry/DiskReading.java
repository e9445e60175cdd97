package dev.tributary.plugins.telemetry;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How full the disk below a path is and, where the kernel tells, how much all disks read and write. */
final class DiskReading implements Reading {
    private final HostFiles files;
    private final Path path;
    private final TrafficMeter meter = new TrafficMeter();

    DiskReading(HostFiles files, Path path) {
        this.files = files;
        this.path = path;
    }

    @Override
    public String type() {
        return "host.disk";
    }

    @Override
    public Optional<String> read(long nanos) {
        Optional<TrafficMeter.Rates> rates = files.text("proc/diskstats")
                .map(Traffic::ofDisks)
                .filter(traffic -> traffic.devices() > 0)
                .flatMap(traffic -> meter.rates(traffic, nanos));
        Json json = new Json().text("path", path.toString());
        try {
            FileStore store = Files.getFileStore(path);
            long total = store.getTotalSpace();
            long usable = store.getUsableSpace();
            json.number("totalBytes", total).number("usableBytes", usable);
            if (total > 0) {
                json.number("usedPercent", 100.0 * (total - usable) / total);
            }
        } catch (IOException e) {
            if (rates.isEmpty()) {
                return Optional.empty();
            }
        }
        rates.ifPresent(
                rate -> json.number("readBytesPerSecond", rate.in()).number("writtenBytesPerSecond", rate.out()));
        return Optional.of(json.toString());
    }
}
