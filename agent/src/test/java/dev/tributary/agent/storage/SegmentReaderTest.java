package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reading single records, from several threads. */
class SegmentReaderTest {
    private static final int RECORDS = 40;
    private static final int SIZE = 30_000;

    @Test
    void aRecordStaysAsItWasReadWhileOthersAreRead() throws IOException {
        StoreInfo info = new StoreInfo(Bytes.wrap(new byte[16]), 7, Authors.SPACE, Optional.empty());
        try (SegmentLog log = SegmentLog.open(new SimDisk(), info, 64 << 20)) {
            List<Long> places = new ArrayList<>();
            log.beginCommit(1);
            for (int record = 0; record < RECORDS; record++) {
                byte[] body = body(record);
                places.add(log.append(RecordKind.STATE, 1, 0, SIZE, buffer -> buffer.put(body)));
            }
            log.force();

            List<SegmentReader.Found> found = new ArrayList<>();
            for (long place : places) {
                found.add(Objects.requireNonNull(log.read(Place.segment(place), Place.offset(place))));
            }
            for (int record = 0; record < RECORDS; record++) {
                assertThat(SegmentStore.bytes(found.get(record).body())).isEqualTo(Bytes.wrap(body(record)));
            }
        }
    }

    private static byte[] body(int record) {
        byte[] body = new byte[SIZE];
        Arrays.fill(body, (byte) (record + 1));
        return body;
    }
}
