package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real disk: what was committed is there again, however it was closed. */
class SegmentStoreTest {
    @TempDir
    private Path data;

    private TestStore open(DataLock lock) {
        return new TestStore(OpenStore.open(lock, TestStore.options(), StorageMeter.NONE));
    }

    @Test
    void whatWasCommittedIsThereAfterACleanClose() throws IOException {
        List<Object> before;
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            fill(store);
            before = store.seen();
            store.close();
        }
        assertThat(data.resolve("store").resolve(IndexSummary.FILE)).exists();
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            assertThat(data.resolve("store").resolve(IndexSummary.FILE))
                    .as("the marker is gone before anything is written")
                    .doesNotExist();
            assertThat(store.seen()).isEqualTo(before);
            store.close();
        }
    }

    @Test
    void anIndexThatIsMadeAnewEqualsTheOneThatWasSaved() throws IOException {
        List<Object> before;
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            fill(store);
            before = store.seen();
            store.close();
        }
        Files.delete(data.resolve("store").resolve(IndexSummary.FILE));
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            assertThat(store.seen()).isEqualTo(before);
            store.close();
        }
    }

    @Test
    void anIndexThatWentOnAfterACleanCloseEqualsOneThatIsMadeAnew() throws IOException {
        SimDisk disk = new SimDisk();
        SimIndex.Home indexes = new SimIndex.Home();
        for (int i = 0; i < 4; i++) {
            TestStore store = CrashScript.open(disk, indexes);
            store.publish(1);
            store.close();
        }
        SimIndex.Home none = new SimIndex.Home();
        CrashScript.open(disk, none);
        assertThat(none.newest().content()).isEqualTo(indexes.newest().content());
    }

    @Test
    void aBrokenIndexIsMadeAnew() throws IOException {
        List<Object> before;
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            fill(store);
            before = store.seen();
            store.close();
        }
        Files.write(data.resolve("store").resolve("index.mapdb"), new byte[10_000]);
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            assertThat(store.seen()).isEqualTo(before);
            store.close();
        }
    }

    @Test
    void logsGoOnWhereTheyEndedAfterReopening() throws IOException {
        Authors author = Authors.author(1);
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            store.publish(3);
            store.append(author.encoded(10));
            store.close();
        }
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            assertThat(store.publish(1).get(0).seq()).isEqualTo(4);
            assertThat(store.append(author.encoded(10))).isInstanceOf(Verdict.Accepted.class);
            assertThat(store.reader().arrivals(0, 1_000))
                    .extracting(Arrival::position)
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 24)
                            .boxed()
                            .toList());
            store.close();
        }
    }

    @Test
    void everyEventIsFoundByItsHashInSealedAndNewSegments() throws IOException {
        Authors author = Authors.author(1);
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            EventRef own = store.publish(1).get(0);
            for (int i = 0; i < 120; i++) {
                store.append(author.encoded(100));
            }
            assertThat(data.resolve("store").resolve(SegmentHeader.fileName(2))).exists();
            findsAll(store, author, own);
            store.tidy();
            assertThat(data.resolve("store").resolve(HashSidecar.fileName(1))).exists();
            findsAll(store, author, own);
            store.close();
        }
        Files.delete(data.resolve("store").resolve(HashSidecar.fileName(1)));
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = open(lock);
            EventRef own = store.publish(1).get(0);
            store.append(author.encoded(5));
            findsAll(store, author, own);
            store.close();
        }
    }

    @Test
    void aLookUpWhileASegmentIsBegunDoesNotWriteAFileOfHalfItsHashes() throws IOException {
        SimDisk disk = new SimDisk();
        OpenStore open =
                OpenStore.open(disk, new SimIndex.Home(), TestStore.options(), CrashScript.SEGMENT, StorageMeter.NONE);
        TestStore store = new TestStore(open);
        Authors author = Authors.author(1);
        AtomicBoolean looking = new AtomicBoolean();
        disk.afterCall(call -> {
            if (looking.getAndSet(true)) {
                return;
            }
            try {
                assertThat(store.reader().event(new EventHash(Bytes.wrap(new byte[32]))))
                        .isEmpty();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            looking.set(false);
        });
        for (int i = 0; i < 40; i++) {
            store.append(author.encoded(3));
        }
        disk.afterCall(call -> {});
        assertThat(disk.names()).contains(SegmentHeader.fileName(5));
        for (Event event : store.reader().events(author.id(), 0, 1_000)) {
            assertThat(store.reader().event(event.hash())).contains(event);
        }
    }

    private static void findsAll(TestStore store, Authors author, EventRef own) throws IOException {
        assertThat(store.reader().event(own.hash()).map(Event::ref)).contains(own);
        long last = author.head().seq();
        for (long seq = 1; seq <= last; seq += 97) {
            Event event = store.reader().events(author.id(), seq - 1, 1).get(0);
            assertThat(store.reader().event(event.hash())).contains(event);
        }
        assertThat(store.reader().event(author.head().hash()).map(Event::seq)).contains(last);
        assertThat(store.reader().event(new EventHash(Bytes.wrap(new byte[32]))))
                .isEmpty();
    }

    private static void fill(TestStore store) throws IOException {
        Authors one = Authors.author(1);
        Authors two = Authors.author(2);
        store.publish(5);
        store.append(one.encoded(200));
        for (int i = 0; i < 50; i++) {
            store.append(two.encoded(1));
            store.append(one.encoded(7));
        }
        store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value")));
        store.writer().putState("plugin", "gone", Optional.of(Bytes.utf8("value")));
        store.writer().putState("plugin", "gone", Optional.empty());
        store.writer().commit(TestStore.NOW);
    }
}
