package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.storage.SegmentReader.Found;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scrub, readers and the writer read through one reader, each on a thread of its own. */
class SegmentReaderTest {
    @Test
    void whatWasReadStaysAsItWasWhoeverReadsNext() throws IOException {
        SimDisk disk = new SimDisk();
        TestStore store = TestStore.open(disk);
        for (int i = 0; i < 5; i++) {
            byte[] payload = new byte[60_000];
            new Random(i).nextBytes(payload);
            store.writer().publish(List.of(EventDraft.of("test.large", Bytes.of(payload))));
            store.writer().commit(TestStore.NOW);
        }
        StoreInfo info = StoreInfo.decode(content(disk, StoreInfo.FILE));
        SegmentTable table = SegmentTable.read(disk);
        try (SegmentReader reader = new SegmentReader(disk, info.salt(), table)) {
            List<Found> found = new ArrayList<>();
            List<ByteBuffer> copies = new ArrayList<>();
            long at = SegmentHeader.SIZE;
            for (int i = 0; i < 5; i++) {
                Found record = Objects.requireNonNull(reader.read(1, at));
                ByteBuffer body = record.body();
                found.add(record);
                copies.add(ByteBuffer.allocate(body.remaining())
                        .put(body.duplicate())
                        .flip());
                at = record.next();
            }
            assertThat(at).as("more than one look ahead").isGreaterThan(3 * 64 * 1024);
            for (int i = 0; i < 5; i++) {
                assertThat(found.get(i).body()).isEqualTo(copies.get(i));
            }
        }
    }

    private static Bytes content(SimDisk disk, String name) throws IOException {
        try (StoreFile file = disk.open(name)) {
            return file.bytes(0, (int) file.size());
        }
    }
}
