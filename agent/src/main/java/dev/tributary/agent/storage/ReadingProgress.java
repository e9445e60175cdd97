package dev.tributary.agent.storage;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once a second how far all segments are read, in the log and to a meter. One thread uses it. */
final class ReadingProgress {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingProgress.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MIB = 1024.0 * 1024.0;

    private final StorageMeter meter;
    private final Map<Integer, Long> before = new HashMap<>();
    private final long total;
    private long due = System.nanoTime() + EVERY_NANOS;

    /** {@code sizes} are the bytes of all segments by their ids, in the order in which they are read. */
    ReadingProgress(Map<Integer, Long> sizes, StorageMeter meter) {
        this.meter = meter;
        long sum = 0;
        for (Map.Entry<Integer, Long> size : sizes.entrySet()) {
            before.put(size.getKey(), sum);
            sum += size.getValue();
        }
        this.total = sum;
    }

    /** A record that begins there was read. */
    void at(long place) {
        long now = System.nanoTime();
        if (now - due < 0) {
            return;
        }
        due = now + EVERY_NANOS;
        long done = before.getOrDefault(Place.segment(place), 0L) + Place.offset(place);
        LOG.info(
                "The index is made anew: {} % of {} MiB is read.",
                100 * done / Math.max(1, total), String.format(Locale.ROOT, "%.0f", total / MIB));
        meter.read(done, total);
    }
}
