package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Small runs become full ones, and nobody who reads notices more than that. */
class ConsolidationTest {
    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final Authors one = Authors.author(1);
    private final Authors two = Authors.author(2);

    private TestStore open() throws IOException {
        return new TestStore(
                OpenStore.open(disk, indexes, TestStore.options(), CrashScript.SEGMENT * 4, StorageMeter.NONE));
    }

    /** One event at a time, of three authors in turn. */
    private void write(TestStore store, int rounds) throws IOException {
        for (int i = 0; i < rounds; i++) {
            store.publish(1);
            store.append(one.encoded(1));
            store.append(two.encoded(1));
        }
    }

    private static List<Bytes> runs(TestStore store, AuthorId author) throws IOException {
        return store.reader().runs(author, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Whatever is asked: by position from anywhere, by author, by hash. */
    private static List<Object> answers(TestStore store) throws IOException {
        List<Object> answers = new ArrayList<>();
        List<Arrival> all = store.reader().arrivals(0, 10_000);
        answers.add(Kept.of(all));
        for (int after = 0; after < all.size(); after += 7) {
            answers.add(Kept.of(store.reader().arrivals(after, 5)));
        }
        for (AuthorId author :
                store.book().heads().heads().keySet().stream().sorted().toList()) {
            for (long seq = 1; seq < 100; seq += 9) {
                answers.add(store.reader().events(author, seq, 20).stream()
                        .map(Event::ref)
                        .toList());
                answers.add(store.reader().hashAt(author, seq));
            }
        }
        for (Arrival arrival : all) {
            Optional<Event> found = store.reader().event(arrival.event().hash());
            assertThat(found.map(Event::ref)).contains(arrival.event().ref());
        }
        return answers;
    }

    @Test
    void readersSeeTheSameEventsAtTheSamePositions() throws IOException {
        TestStore store = open();
        write(store, 150);
        List<Object> before = answers(store);
        long bytes = store.open().store().bytes();
        int runs = runs(store, one.id()).size();
        store.tidy();

        assertThat(answers(store)).isEqualTo(before);
        assertThat(runs).isEqualTo(150);
        assertThat(runs(store, one.id()).size()).isLessThan(runs / 5);
        assertThat(store.open().store().bytes()).isLessThan(bytes * 2 / 3);
        assertThat(disk.names()).anyMatch(name -> name.startsWith("merged-"));
        assertThat(disk.names()).doesNotContain(SegmentHeader.fileName(1));
        List<Arrival> arrivals = store.reader().arrivals(0, 10_000);
        assertThat(arrivals.stream().map(Arrival::position))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, arrivals.size()).boxed().toList());
    }

    @Test
    void theIndexAfterwardsIsWhatARebuildMakes() throws IOException {
        TestStore store = open();
        write(store, 150);
        store.tidy();
        List<Object> seen = store.seen();
        store.close();
        List<Object> saved = indexes.newest().content();
        TestStore reopened = open();
        assertThat(reopened.seen()).isEqualTo(seen);
        reopened.close();

        disk.delete(IndexSummary.FILE);
        TestStore rebuilt = open();
        assertThat(rebuilt.seen()).isEqualTo(seen);
        assertThat(indexes.newest().content()).isEqualTo(saved);
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        write(rebuilt, 100);
        List<Object> before = answers(rebuilt);
        rebuilt.tidy();
        assertThat(answers(rebuilt)).isEqualTo(before);
        rebuilt.close();
        VerifyReport report = Verify.check(disk, (done, total) -> {});
        assertThat(report.problems()).isEmpty();
        assertThat(report.events()).isEqualTo(750);
    }

    @Test
    void whoReadsAllTheWhileMissesNothing() throws IOException {
        TestStore store = open();
        write(store, 150);
        List<Object> before = answers(store);
        boolean more = true;
        while (more) {
            more = store.open().store().tidy();
            assertThat(Kept.of(store.reader().arrivals(0, 10_000))).isEqualTo(before.get(0));
            assertThat(store.reader().events(one.id(), 0, 1_000)).hasSize(150);
        }
    }

    @Test
    void aStoreOfTheFirstFormatIsReadAndRewritten() throws IOException {
        TestStore store = open();
        write(store, 100);
        List<Object> seen = store.seen();
        store.close();
        for (String name : disk.names()) {
            if (SegmentHeader.numberOf(name).isPresent()) {
                disk.put(name, FirstFormat.of(disk.bytes(name)));
            }
        }
        disk.delete(IndexSummary.FILE);
        TestStore old = open();
        assertThat(old.seen()).isEqualTo(seen);
        List<Object> before = answers(old);
        old.tidy();
        assertThat(answers(old)).isEqualTo(before);
    }

    @Test
    void whatIsDamagedIsLeftWhereItIs() throws IOException {
        TestStore store = open();
        write(store, 100);
        store.close();
        byte[] first = disk.bytes(SegmentHeader.fileName(1));
        first[first.length / 2] ^= 1;
        disk.put(SegmentHeader.fileName(1), first);
        TestStore damaged = open();
        List<Kept> before = Kept.of(damaged.reader().arrivals(0, 10_000));
        damaged.tidy();
        assertThat(disk.names()).contains(SegmentHeader.fileName(1));
        assertThat(disk.names()).noneMatch(name -> name.endsWith(SegmentName.UNFINISHED));
        assertThat(disk.names()).anyMatch(name -> name.startsWith("merged-"));
        assertThat(Kept.of(damaged.reader().arrivals(0, 10_000))).isEqualTo(before);
    }

    @Test
    void aFullDiskStopsItAndNothingElse() throws IOException {
        TestStore store = open();
        write(store, 150);
        List<Object> before = answers(store);
        disk.quota(disk.used() + 3_000, true);
        store.tidy();
        assertThat(disk.names()).noneMatch(name -> name.startsWith("merged-"));
        assertThat(answers(store)).isEqualTo(before);
        disk.quota(Long.MAX_VALUE, false);
        write(store, 1);
        assertThat(store.book().events()).isEqualTo(453);
    }
}
