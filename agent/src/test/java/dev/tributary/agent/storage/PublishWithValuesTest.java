package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.storage.StoreRecord.NewState;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Events and the values that are set with them: both or neither. */
class PublishWithValuesTest {
    private static final EventDraft DRAFT = EventDraft.text("test.own", "turned into this");
    private static final String SEGMENT = SegmentHeader.fileName(1);

    private final SimDisk files = new SimDisk();

    private static NewState place(String value) {
        return new NewState("sink", "place", Optional.of(Bytes.utf8(value)));
    }

    private static Map<String, Bytes> sink(TestStore store) {
        return store.book().state("sink");
    }

    @Test
    void whereverACommitIsTornBothOrNeitherAreThere_andStayAway() throws IOException {
        TestStore store = TestStore.open(files);
        store.writer().publish(List.of(DRAFT), List.of(place("1")));
        store.writer().commit(TestStore.NOW);
        int before = (int) store.open().store().bytes();
        store.writer().publish(List.of(DRAFT, DRAFT), List.of(place("2")));
        store.writer().commit(TestStore.NOW);
        int after = (int) store.open().store().bytes();
        Map<String, byte[]> whole = files.contents();

        int neither = 0;
        for (int length = before; length <= after; length++) {
            Map<String, byte[]> torn = new TreeMap<>(whole);
            torn.put(SEGMENT, Arrays.copyOf(whole.get(SEGMENT), length));
            SimDisk disk = SimDisk.with(torn);
            TestStore left = TestStore.open(disk);
            boolean there = left.book().position() == 3;
            neither += there ? 0 : 1;
            assertThat(left.book().position()).isEqualTo(there ? 3 : 1);
            assertThat(sink(left).get("place")).as("cut at %d", length).isEqualTo(Bytes.utf8(there ? "2" : "1"));

            left.publish(1);
            TestStore again = TestStore.open(disk);
            assertThat(again.seen()).isEqualTo(left.seen());
            assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        }
        assertThat(neither).isEqualTo(after - before);
    }

    @Test
    void othersInTheCommitKeepTheirOrderAndNames() throws IOException {
        TestStore store = TestStore.open(files);
        Ticket first = store.writer().publish(List.of(DRAFT));
        Ticket second = store.writer().publish(List.of(DRAFT, DRAFT), List.of(place("1")));
        Ticket third = store.writer().publish(List.of(DRAFT));

        store.writer().commit(TestStore.NOW);

        assertThat(first.refs()).extracting(EventRef::seq).containsExactly(1L);
        assertThat(second.refs()).extracting(EventRef::seq).containsExactly(2L, 3L);
        assertThat(third.refs()).extracting(EventRef::seq).containsExactly(4L);
        assertThat(sink(store)).containsEntry("place", Bytes.utf8("1"));
        store.close();
        assertThat(sink(TestStore.open(files))).containsEntry("place", Bytes.utf8("1"));
    }

    @Test
    void eventsThatNeedTwoRunsAreRefusedAndNothingIsSet() throws IOException {
        TestStore store = TestStore.open(files);
        EventDraft large = EventDraft.of("test.own", Bytes.wrap(new byte[64 * 1024]));

        assertThatThrownBy(() -> store.writer().publish(Collections.nCopies(4, large), List.of(place("1"))))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.TOO_LARGE));
        store.writer().publish(Collections.nCopies(3, large), List.of(place("2")));
        store.writer().commit(TestStore.NOW);

        assertThat(store.book().position()).isEqualTo(3);
        assertThat(sink(store)).containsEntry("place", Bytes.utf8("2"));
    }

    @Test
    void waitingValuesCountForTheBoundOfAllValues() throws IOException {
        TestStore store = TestStore.open(files);
        Bytes value = Bytes.wrap(new byte[StateLimits.STANDARD.valueBytes()]);
        int fits = (int) (StateLimits.STANDARD.totalBytes() / (value.size() + 3));
        for (int i = 0; i < fits; i++) {
            store.writer().publish(List.of(DRAFT), List.of(new NewState("sink", (100 + i) + "", Optional.of(value))));
        }

        assertThatThrownBy(() -> store.writer()
                        .publish(List.of(DRAFT), List.of(new NewState("sink", "one more", Optional.of(value)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("All values together");
        store.writer().commit(TestStore.NOW);
        assertThat(sink(store)).hasSize(fits);
    }
}
