package dev.tributary.agent.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Small writes into a file that has its blocks, each forced, at the rhythm of events: no agent can be faster on this
 * disk, and a live event that is on disk at both ends takes two of them.
 */
final class DiskForces {
    private static final int BYTES = 250;
    private static final int TIMES = 200;

    private DiskForces() {}

    static Delays measure(Path file, long everyMillis) throws IOException {
        long[] took = new long[TIMES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(TIMES * BYTES), 0);
            channel.force(true);
            for (int i = 0; i < TIMES; i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(everyMillis));
                long begin = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES), (long) i * BYTES);
                channel.force(false);
                took[i] = System.nanoTime() - begin;
            }
        }
        return new Delays(took);
    }
}
