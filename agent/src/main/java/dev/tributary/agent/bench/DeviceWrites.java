package dev.tributary.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has had written to the device, as the kernel counts it in {@code /proc/PID/io}: whole pages, once when
 * they become dirty, less those that were deleted before they were written. What the file system writes for itself is
 * not in it.
 *
 * @param bytes since the process began
 */
record DeviceWrites(long bytes) {
    static DeviceWrites of(long pid) throws IOException {
        return new DeviceWrites(kernel(pid, "io", "write_bytes") - kernel(pid, "io", "cancelled_write_bytes"));
    }

    static DeviceWrites ofThisProcess() throws IOException {
        return of(ProcessHandle.current().pid());
    }

    /** What came since. */
    long since(DeviceWrites before) {
        return bytes - before.bytes;
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
