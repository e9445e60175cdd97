package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said while all segments are read. */
class FullReadingTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<String> told = new ArrayList<>();
    private final List<Long> records = new ArrayList<>();
    private final StorageMeter meter = new StorageMeter() {
        @Override
        public void read(long bytes, long total) {
            told.add(bytes + " of " + total);
        }
    };
    private long now = 77;

    @Test
    void howFarItIsIsSaidOnceASecond() {
        Map<Integer, Long> sizes = new LinkedHashMap<>();
        sizes.put(SegmentName.MERGED + 5, 1_000L);
        sizes.put(9, 500L);
        FullReading reading = new FullReading(
                sizes, new Damage(), meter, () -> now, (place, kind, body) -> records.add(Place.offset(place)));

        at(reading, SegmentName.MERGED + 5, 96, 0);
        at(reading, SegmentName.MERGED + 5, 200, 999);
        assertThat(told).isEmpty();
        at(reading, SegmentName.MERGED + 5, 300, 1);
        at(reading, SegmentName.MERGED + 5, 400, 10);
        at(reading, 9, 100, 2_000);
        assertThat(told).containsExactly("300 of 1500", "1100 of 1500");
        assertThat(records).containsExactly(96L, 200L, 300L, 400L, 100L);
    }

    private void at(FullReading reading, int segment, long offset, long millisLater) {
        now += millisLater * 1_000_000;
        reading.record(Place.of(segment, offset, 0), RecordKind.RUN, NOTHING);
    }
}
