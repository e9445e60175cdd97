package dev.tributary.agent.storage;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All segments being read: hands the records on, takes down what is damaged, and says once a second how far it is, in
 * the log and to a meter. One thread uses it.
 */
final class FullReading implements SegmentLog.Visitor {
    private static final Logger LOG = LoggerFactory.getLogger(FullReading.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MIB = 1024.0 * 1024.0;

    private final Records records;
    private final Damage damage;
    private final StorageMeter meter;
    private final LongSupplier nanos;
    private final Map<Integer, Long> before = new HashMap<>();
    private final long total;
    private long due;

    /** Takes the records, as {@link SegmentLog.Visitor} does. */
    interface Records {
        void record(long place, RecordKind kind, ByteBuffer body);
    }

    /**
     * Begins to read.
     *
     * @param sizes the bytes of all segments by their ids, in the order in which they are read
     * @param nanos the time, from any beginning on
     */
    FullReading(Map<Integer, Long> sizes, Damage damage, StorageMeter meter, LongSupplier nanos, Records records) {
        this.records = records;
        this.damage = damage;
        this.meter = meter;
        this.nanos = nanos;
        this.due = nanos.getAsLong() + EVERY_NANOS;
        long sum = 0;
        for (Map.Entry<Integer, Long> size : sizes.entrySet()) {
            before.put(size.getKey(), sum);
            sum += size.getValue();
        }
        this.total = sum;
    }

    @Override
    public void record(long place, RecordKind kind, ByteBuffer body) {
        tell(place);
        records.record(place, kind, body);
    }

    @Override
    public void damage(int segment, long from, long to) {
        damage.found(segment, from, to);
        meter.damaged(to - from);
        LOG.error(
                "Segment {} is damaged from {} to {}: what was there is not served. Run 'tributary verify'.",
                String.format(Locale.ROOT, "%010d", segment),
                from,
                to);
    }

    private void tell(long place) {
        long now = nanos.getAsLong();
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
