package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores as each format left them, recorded once and never made anew: they open for ever, with all that is in them. */
class StoreFormatTest {
    private static final String FIRST = SegmentHeader.fileName(1);
    private static final AuthorId OWN = Authors.signer(0).author();

    /** What a program of that format left. */
    static SimDisk recorded(int format) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : List.of(StoreInfo.FILE, FIRST)) {
            try (var in = StoreFormatTest.class.getResourceAsStream("/store-format-" + format + "/" + name)) {
                files.put(name, Objects.requireNonNull(in).readAllBytes());
            }
        }
        return SimDisk.with(files);
    }

    private static int version(SimDisk disk, String name) {
        return SegmentHeader.version(
                        Bytes.of(Objects.requireNonNull(disk.contents().get(name))))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aStoreOfAnyFormatIsReadWhole(int format) throws IOException {
        SimDisk disk = recorded(format);
        assertThat(version(disk, FIRST)).isEqualTo(format);
        TestStore store = TestStore.open(disk);
        assertThat(store.reader().events(OWN, 0, 100))
                .extracting(event -> event.payload().orElseThrow().utf8())
                .startsWith("event 0", "event 1", "event 2");
        assertThat(store.reader().events(Authors.signer(1).author(), 0, 100))
                .as("up to the fork")
                .hasSize(5);
        assertThat(store.reader().events(Authors.signer(2).author(), 0, 100))
                .extracting(Event::type)
                .containsExactly("test.json", "test.text");
        assertThat(store.reader().forkProof(Authors.signer(1).author()))
                .hasValueSatisfying(proof -> assertThat(proof.cut()).isEqualTo(5));
        assertThat(store.book().states()).isEqualTo(Map.of("plugin", Map.of("key", Bytes.utf8("value"))));
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        long packed = store.reader().carriedRuns(OWN, 0, 1_000, Integer.MAX_VALUE).stream()
                .filter(PackedRun::isPacked)
                .count();
        assertThat(packed).isEqualTo(format - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsAddedDoesNotTouchASegmentOfAnOlderFormat(int format) throws IOException {
        SimDisk disk = recorded(format);
        byte[] before = disk.contents().get(FIRST);
        TestStore store = TestStore.open(disk);
        List<Arrival> old = store.reader().arrivals(0, 1_000);
        store.publish(2);
        assertThat(store.append(Authors.author(3).encoded(4))).isInstanceOf(Verdict.Accepted.class);
        if (format < SegmentHeader.VERSION) {
            assertThat(disk.contents().get(FIRST)).isEqualTo(before);
        }
        String newest = disk.names().stream()
                .filter(name -> SegmentHeader.numberOf(name).isPresent())
                .sorted()
                .reduce(FIRST, (left, right) -> right);
        assertThat(version(disk, newest)).isEqualTo(SegmentHeader.VERSION);
        for (TestStore opened : List.of(store, TestStore.open(disk))) {
            assertThat(opened.reader().arrivals(0, 1_000))
                    .hasSize(old.size() + 6)
                    .startsWith(old.toArray(new Arrival[0]));
        }
    }
}
