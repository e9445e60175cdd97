package dev.tributary.plugins.telemetry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Memory, in bytes (proc_meminfo(5)).
 *
 * @param total what the machine has
 * @param available what programs could still get without swapping
 * @param swapTotal the swap space
 * @param swapFree what of it is unused
 */
record MemoryInfo(long total, long available, long swapTotal, long swapFree) {
    private static final long KIB = 1024;

    /** Reads {@code /proc/meminfo}. Kernels before 3.14 do not tell what is available: then it is estimated. */
    static Optional<MemoryInfo> parse(String meminfo) {
        Map<String, Long> bytes = new HashMap<>();
        meminfo.lines().map(Columns::of).forEach(line -> bytes.put(line.text(0), line.number(1) * KIB));
        long total = bytes.getOrDefault("MemTotal:", 0L);
        long estimate = bytes.getOrDefault("MemFree:", 0L)
                + bytes.getOrDefault("Buffers:", 0L)
                + bytes.getOrDefault("Cached:", 0L);
        return total == 0
                ? Optional.empty()
                : Optional.of(new MemoryInfo(
                        total,
                        bytes.getOrDefault("MemAvailable:", Math.min(total, estimate)),
                        bytes.getOrDefault("SwapTotal:", 0L),
                        bytes.getOrDefault("SwapFree:", 0L)));
    }

    String json() {
        return new Json()
                .number("totalBytes", total)
                .number("availableBytes", available)
                .number("usedPercent", 100.0 * (total - available) / total)
                .number("swapTotalBytes", swapTotal)
                .number("swapUsedBytes", swapTotal - swapFree)
                .toString();
    }
}
