package dev.tributary.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What has been written to a device, counted twice, as neither count is the truth. The block device counts what reached
 * it, whoever wrote it: other programs should rest. The kernel counts for a process whole folios of the page cache,
 * once when they become dirty: recent kernels put many pages into one, of which the file system then writes but few.
 *
 * @param device bytes that the block device below a folder took, -1 when the folder lies on none
 * @param counted bytes that the kernel counts for the process, less those that were deleted before they were written
 */
record DeviceWrites(long device, long counted) {
    private static final int SECTOR = 512;
    private static final int SECTORS_WRITTEN = 6;

    /** Until now, of the process {@code pid} and the device of {@code folder}. */
    static DeviceWrites of(long pid, Path folder) throws IOException {
        long dev = ((Number) Files.getAttribute(folder, "unix:dev")).longValue();
        long major = (dev >> 8) & 0xfff;
        long minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
        Path stat = Path.of("/sys/dev/block", major + ":" + minor, "stat");
        long device = Files.isReadable(stat)
                ? SECTOR * Long.parseLong(Files.readString(stat).trim().split("\\s+", -1)[SECTORS_WRITTEN])
                : -1;
        return new DeviceWrites(device, kernel(pid, "io", "write_bytes") - kernel(pid, "io", "cancelled_write_bytes"));
    }

    /** Adds what came since {@code before}, for each of {@code stored} bytes. */
    void note(Figures figures, String what, DeviceWrites before, double stored) {
        if (device >= 0) {
            figures.add(what + "_device_per_stored", (device - before.device) / stored, "bytes that the device took");
        }
        figures.add(what + "_counted_per_stored", (counted - before.counted) / stored, "bytes that the kernel counts");
    }

    /** The number behind {@code figure} in a file of {@code /proc/PID}. */
    static long kernel(long pid, String file, String figure) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), file))) {
            if (line.startsWith(figure + ":")) {
                return Long.parseLong(line.replaceAll("\\D+", ""));
            }
        }
        throw new IOException("the kernel does not tell " + figure);
    }
}
