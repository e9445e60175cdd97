package dev.tributary.plugins.telemetry;

import java.util.Optional;

/** How much memory is in use. */
final class MemoryReading implements Reading {
    private final HostFiles files;

    MemoryReading(HostFiles files) {
        this.files = files;
    }

    @Override
    public String type() {
        return "host.memory";
    }

    @Override
    public Optional<String> read(long nanos) {
        return files.text("proc/meminfo")
                .flatMap(MemoryInfo::parse)
                .map(MemoryInfo::json)
                .or(JvmReadings::memory);
    }
}
