package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Torn tails, flipped bits, failing disks: nothing acknowledged is lost, nothing damaged is served. */
class CrashTest {
    private static final String FIRST = SegmentHeader.fileName(1);

    private final SimDisk files = new SimDisk();

    @Test
    void aTornLastRecordIsCutWhereverItWasTorn() throws IOException {
        TestStore store = TestStore.open(files);
        store.publish(3);
        List<Object> before = store.seen();
        int whole = end(store);
        store.publish(1);
        int torn = end(store);
        byte[] bytes = files.bytes(FIRST);
        for (int cut = whole; cut < torn; cut++) {
            SimDisk after = files.copy();
            after.put(FIRST, Arrays.copyOf(bytes, cut));
            TestStore reopened = TestStore.open(after);
            assertThat(reopened.seen()).as("cut at %d", cut).isEqualTo(before);
            assertThat(after.bytes(FIRST)).hasSize(whole);
            assertThat(reopened.publish(1).get(0).seq()).isEqualTo(4);
        }
    }

    @Test
    void aTornTailInFrontOfZerosIsCutToo() throws IOException {
        TestStore store = TestStore.open(files);
        store.publish(3);
        List<Object> before = store.seen();
        int whole = end(store);
        store.publish(1);
        int torn = end(store);
        for (int cut = whole; cut < torn; cut++) {
            byte[] bytes = files.bytes(FIRST);
            assertThat(bytes.length).as("written ahead").isGreaterThan(torn);
            Arrays.fill(bytes, cut, torn, (byte) 0);
            SimDisk after = files.copy();
            after.put(FIRST, bytes);
            boolean nothingChanged = Arrays.equals(bytes, files.bytes(FIRST));
            assertThat(TestStore.open(after).seen().equals(before)).isEqualTo(!nothingChanged);
        }
    }

    @Test
    void everyFlippedBitInFrontOfTheLastCommitIsFoundAndNotServed() throws IOException {
        TestStore store = TestStore.open(files);
        Authors author = Authors.author(1);
        store.append(author.encoded(2));
        int start = end(store);
        store.append(author.encoded(1));
        int end = end(store);
        store.publish(1);
        byte[] bytes = files.bytes(FIRST);
        for (int at = start; at < end; at++) {
            SimDisk after = files.copy();
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            after.put(FIRST, flipped);
            TestStore reopened = TestStore.open(after);
            assertThat(reopened.reader().events(author.id(), 0, 10))
                    .as("flip at %d", at)
                    .hasSize(2);
            assertThat(reopened.book().position()).isEqualTo(4);
            assertThat(reopened.reader().arrivals(0, 10)).hasSize(3);
            assertThat(reopened.publish(1).get(0).seq()).isEqualTo(2);
        }
    }

    @Test
    void aRecordThatIsDamagedWhileOpenIsNotServed() throws IOException {
        TestStore store = TestStore.open(files);
        Authors author = Authors.author(1);
        store.append(author.encoded(1));
        int start = end(store);
        store.append(author.encoded(1));
        store.append(author.encoded(1));
        byte[] bytes = files.bytes(FIRST);
        bytes[start + 100] ^= 1;
        files.put(FIRST, bytes);
        assertThat(store.reader().events(author.id(), 0, 10)).hasSize(1);
        assertThat(store.reader().runs(author.id(), 1, 3, 1_000)).isEmpty();
        assertThat(store.reader().arrivals(0, 10)).hasSize(2);
    }

    @Test
    void aFailedForceAcknowledgesNothingAndIsFinal() throws IOException {
        TestStore store = TestStore.open(files);
        List<EventRef> kept = store.publish(2);
        files.failForcesAfter(0);
        Ticket lost = store.writer().publish(List.of(EventDraft.text("test", "lost")));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Input/output error")
                .hasMessageContaining("only reads");
        assertThatThrownBy(lost::refs).isInstanceOf(IllegalStateException.class);
        files.failForcesAfter(1_000);
        assertThatThrownBy(() -> store.writer().publish(List.of(EventDraft.text("test", "no"))))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.READ_ONLY));
        store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value")));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).isInstanceOf(IOException.class);
        assertThat(store.reader().events(kept.get(0).author(), 0, 10)).hasSize(2);
        assertThat(store.book().position()).isEqualTo(2);
        store.close();
        assertThat(files.names()).as("no clean marker").doesNotContain(IndexSummary.FILE);
        files.crash();
        assertThat(TestStore.open(files).book().position()).isEqualTo(2);
    }

    @Test
    void aFailedWriteAcknowledgesNothingAndIsFinal() throws IOException {
        TestStore store = TestStore.open(files);
        store.publish(2);
        files.failWritesAfter(0);
        store.writer().publish(List.of(EventDraft.text("test", "lost")));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).hasMessageContaining("Input/output error");
        files.failWritesAfter(1_000);
        store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value")));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).isInstanceOf(IOException.class);
        assertThat(store.writer().problem()).isNotEmpty();
    }

    @Test
    void whatWasAcknowledgedSurvivesAPowerCutAtAnyWriteOrForce() throws IOException {
        for (int allowed = 0; allowed < 40; allowed++) {
            SimDisk disk = new SimDisk();
            int acknowledged = 0;
            disk.failWritesAfter(allowed);
            try {
                TestStore store = TestStore.open(disk);
                while (acknowledged < 30) {
                    store.publish(1);
                    acknowledged++;
                }
                store.close();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Input/output error");
            }
            disk.failWritesAfter(Integer.MAX_VALUE);
            disk.crash();
            assertThat(TestStore.open(disk).book().position()).isEqualTo(acknowledged);
        }
    }

    @Test
    void aSegmentWhoseCreationWasCutShortIsDropped() throws IOException {
        TestStore store = TestStore.open(files);
        store.publish(2);
        List<Object> before = store.seen();
        files.put(SegmentHeader.fileName(2), new byte[17]);
        TestStore reopened = TestStore.open(files);
        assertThat(reopened.seen()).isEqualTo(before);
        assertThat(files.names()).doesNotContain(SegmentHeader.fileName(2));
        reopened.publish(1);
    }

    @Test
    void aLostStoreFileIsMadeUpForByTheSegments() throws IOException {
        TestStore store = TestStore.open(files);
        store.publish(2);
        List<Object> before = store.seen();
        files.delete(StoreInfo.FILE);
        assertThat(TestStore.open(files).seen()).isEqualTo(before);
    }

    @Test
    void aNewerFormatIsRefusedWithASentence() throws IOException {
        int newer = SegmentHeader.VERSION + 1;
        TestStore.open(files).close();
        String lines = files.content(StoreInfo.FILE)
                .utf8()
                .replaceFirst("format=" + SegmentHeader.VERSION, "format=" + newer)
                .replaceFirst("checksum=.*\\n", "");
        files.put(StoreInfo.FILE, Bytes.utf8(lines + "checksum=00000000\n").toArray());
        assertThatThrownBy(() -> TestStore.open(files)).hasMessageContaining("is damaged");
        CRC32C crc = new CRC32C();
        crc.update(Bytes.utf8(lines).asBuffer());
        String checksum = HexFormat.of().toHexDigits((int) crc.getValue());
        files.put(
                StoreInfo.FILE,
                Bytes.utf8(lines + "checksum=" + checksum + "\n").toArray());
        assertThatThrownBy(() -> TestStore.open(files)).hasMessageContaining("use a newer Tributary");
    }

    private int end(TestStore store) {
        return (int) store.open().store().bytes();
    }
}
