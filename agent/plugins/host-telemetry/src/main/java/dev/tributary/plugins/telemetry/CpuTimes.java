package dev.tributary.plugins.telemetry;

import java.util.Optional;

/**
 * The processor's time since boot, over all cores, in the kernel's ticks (proc_stat(5)).
 *
 * @param busy ticks spent on work
 * @param total all ticks, idle ones and those that waited for a disk included
 * @param cores how many cores are online
 */
record CpuTimes(long busy, long total, int cores) {
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;

    /** user, nice, system, idle, iowait, irq, softirq, steal; guest time is part of user time. */
    private static final int COLUMNS = 8;

    /** Reads {@code /proc/stat}. */
    static Optional<CpuTimes> parse(String stat) {
        int cores =
                (int) stat.lines().filter(line -> line.matches("cpu\\d+ .*")).count();
        return stat.lines()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .flatMap(line -> ofColumns(Columns.of(line), cores));
    }

    private static Optional<CpuTimes> ofColumns(Columns line, int cores) {
        if (line.count() <= IDLE + 1) {
            return Optional.empty();
        }
        long total = 0;
        long idle = 0;
        for (int i = 0; i < COLUMNS && i + 1 < line.count(); i++) {
            long ticks = line.number(i + 1);
            total += ticks;
            idle += i == IDLE || i == IOWAIT ? ticks : 0;
        }
        return Optional.of(new CpuTimes(total - idle, total, cores));
    }

    /** How busy all cores were since {@code before}, 0 to 100; not a number when no time has passed. */
    double busyPercentSince(CpuTimes before) {
        long passed = total - before.total;
        return passed <= 0 ? Double.NaN : Math.max(0, Math.min(100, 100.0 * (busy - before.busy) / passed));
    }
}
