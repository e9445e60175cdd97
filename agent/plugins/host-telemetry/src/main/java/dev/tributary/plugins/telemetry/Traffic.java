package dev.tributary.plugins.telemetry;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bytes that went in and out since boot, of all disks or of all network interfaces.
 *
 * @param in read from disk, or received
 * @param out written to disk, or sent
 * @param devices how many devices were added up
 */
record Traffic(long in, long out, int devices) {
    private static final Traffic NONE = new Traffic(0, 0, 0);

    /** The kernel counts in units of 512 bytes, whatever the disk's own sectors are. */
    private static final long SECTOR = 512;

    /** Whole disks only: what passes a partition, a loop device or a mapped device passes its disk too. */
    private static final Pattern WHOLE_DISK = Pattern.compile("(sd|hd|vd|xvd)[a-z]+|nvme\\d+n\\d+|mmcblk\\d+");

    /** What passes a bridge or one end of a virtual cable passes a real interface too. */
    private static final Pattern INNER = Pattern.compile("lo|(veth|docker|br-|virbr|ifb|dummy).*");

    /** Reads {@code /proc/diskstats}. */
    static Traffic ofDisks(String diskstats) {
        return diskstats
                .lines()
                .map(Columns::of)
                .filter(line -> WHOLE_DISK.matcher(line.text(2)).matches())
                .map(line -> new Traffic(line.number(5) * SECTOR, line.number(9) * SECTOR, 1))
                .reduce(NONE, Traffic::plus);
    }

    /** Reads {@code /proc/net/dev}; without {@code except}, the loopback and other inner interfaces. */
    static Traffic ofNetwork(String netDev, Set<String> except) {
        return netDev.lines()
                .filter(line -> line.indexOf(':') > 0)
                .filter(line -> isOuter(line.substring(0, line.indexOf(':')).strip(), except))
                .map(line -> Columns.of(line.substring(line.indexOf(':') + 1)))
                .map(line -> new Traffic(line.number(0), line.number(8), 1))
                .reduce(NONE, Traffic::plus);
    }

    private static boolean isOuter(String name, Set<String> except) {
        return !INNER.matcher(name).matches() && !except.contains(name);
    }

    private Traffic plus(Traffic other) {
        return new Traffic(in + other.in, out + other.out, devices + other.devices);
    }

    /** Bytes in per second since {@code before}; 0 when the counters began anew. */
    double inPerSecond(Traffic before, double seconds) {
        return Math.max(0, in - before.in) / seconds;
    }

    /** Bytes out per second since {@code before}; 0 when the counters began anew. */
    double outPerSecond(Traffic before, double seconds) {
        return Math.max(0, out - before.out) / seconds;
    }
}
