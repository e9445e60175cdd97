package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.status.LogStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Logs that are begun in their middle, since no peer keeps what lies below. */
class BegunLogTest {
    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final Authors author = Authors.author(1);
    private final Authors other = Authors.author(2);

    private TestStore open() throws IOException {
        return new TestStore(
                OpenStore.open(disk, indexes, TestStore.options(), CrashScript.SEGMENT * 4, StorageMeter.NONE));
    }

    private static Terms begins(AuthorId author, long held) {
        return new Terms(true, Set.of(), Map.of(author, held));
    }

    private Verdict append(TestStore store, Bytes run, Terms terms) throws IOException {
        Verdict verdict = store.writer()
                .append(TestStore.PEER, List.of(run), terms, TestStore.NOW)
                .get(0);
        store.writer().commit(TestStore.NOW);
        return verdict;
    }

    /** The author's first 100 events are here up to {@code held}, and it is begun at 101. */
    private TestStore begun(int held) throws IOException {
        TestStore store = open();
        for (int i = 0; i < 10; i++) {
            Bytes run = author.encoded(10);
            if (10 * (i + 1) <= held) {
                store.append(run);
            }
        }
        store.append(other.encoded(5));
        assertThat(append(store, author.encoded(10), begins(author.id(), held))).isInstanceOf(Verdict.Accepted.class);
        store.append(author.encoded(10));
        return store;
    }

    private LogStatus status(TestStore store, Authors of) {
        return store.book().statuses().stream()
                .filter(log -> log.head().author().equals(of.id()))
                .findFirst()
                .orElseThrow();
    }

    private void assertBegun(TestStore store) throws IOException {
        LogStatus log = status(store, author);
        assertThat(log.head()).isEqualTo(author.head());
        assertThat(log.firstSeq()).isEqualTo(101);
        assertThat(log.begin()).isEqualTo(LogStatus.Begin.STARTED);
        assertThat(status(store, other).begin()).isEqualTo(LogStatus.Begin.WHOLE);
        List<Event> events = store.reader().events(author.id(), 0, 1_000);
        assertThat(events).hasSize(20);
        assertThat(events.get(0).seq()).isEqualTo(101);
        assertThat(store.reader().runs(author.id(), 0, 5, Integer.MAX_VALUE)).hasSize(1);
        assertThat(store.reader().hashAt(author.id(), 30)).isEmpty();
        assertThat(store.open().store().repairs().orElseThrow().wanted(author.id(), 1, 100))
                .as("nothing is missing")
                .isEmpty();
    }

    private void assertSameWhateverHappens(TestStore store) throws IOException {
        assertBegun(store);
        assertThat(disk.names()).doesNotContain(IndexSummary.FILE);
        store.close();
        List<Object> saved = indexes.newest().content();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        TestStore again = open();
        assertBegun(again);
        again.close();
        disk.delete(IndexSummary.FILE);
        TestStore rebuilt = open();
        assertBegun(rebuilt);
        assertThat(indexes.newest().content()).isEqualTo(saved);
        rebuilt.close();
    }

    @Test
    void aLogOfWhichNothingIsHereMayBeginInItsMiddle() throws IOException {
        assertSameWhateverHappens(begun(0));
    }

    @Test
    void whatIsHeldBelowIsGivenUp() throws IOException {
        assertSameWhateverHappens(begun(40));
    }

    @Test
    void whatIsGivenUpGoesFromTheDiskWhenItsSegmentIsRewritten() throws IOException {
        TestStore store = begun(40);
        for (int i = 0; i < 100; i++) {
            store.append(other.encoded(5));
        }
        assertThat(store.reader().arrivals(0, 10_000)).hasSize(40 + 5 + 20 + 500);
        store.tidy();
        assertThat(store.reader().arrivals(0, 10_000)).hasSize(5 + 20 + 500);
        assertThat(store.book().events()).isEqualTo(5 + 20 + 500);
        assertSameWhateverHappens(store);
    }

    /** Long runs in large segments, which nothing but what is given up wants rewritten. */
    private TestStore begunBehindLongRuns() throws IOException {
        TestStore store = open();
        while (logs().size() < 4) {
            store.append(author.encoded(100));
            store.append(other.encoded(100));
        }
        store.tidy();
        assertThat(disk.names()).noneMatch(name -> name.startsWith("merged-"));
        long held = author.head().seq();
        author.encoded(100);
        assertThat(append(store, author.encoded(100), begins(author.id(), held)))
                .isInstanceOf(Verdict.Accepted.class);
        return store;
    }

    private List<String> logs() {
        return disk.names().stream().filter(name -> name.endsWith(".log")).toList();
    }

    private void isFreed(TestStore store, int before) throws IOException {
        store.tidy();
        assertThat(store.reader().arrivals(0, 10_000).size()).isLessThan(before * 2 / 3);
        store.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        TestStore again = open();
        List<String> logs = logs();
        again.tidy();
        assertThat(logs()).as("not rewritten twice").isEqualTo(logs);
    }

    @Test
    void whatIsGivenUpIsWorthToBeRewrittenFor() throws IOException {
        TestStore store = begunBehindLongRuns();
        isFreed(store, store.reader().arrivals(0, 10_000).size());
    }

    @Test
    void whatIsGivenUpIsFreedAfterACleanStopToo() throws IOException {
        TestStore store = begunBehindLongRuns();
        int events = store.reader().arrivals(0, 10_000).size();
        store.close();
        isFreed(open(), events);
    }

    @Test
    void whatIsGivenUpIsFreedAfterTheIndexWasMadeAnewToo() throws IOException {
        TestStore store = begunBehindLongRuns();
        int events = store.reader().arrivals(0, 10_000).size();
        store.close();
        disk.delete(IndexSummary.FILE);
        isFreed(open(), events);
    }

    @Test
    void onlyTheNamedLogMayBeginAndOnlyWhereItEnded() throws IOException {
        TestStore store = open();
        store.append(author.encoded(10));
        author.encoded(10);
        Bytes later = author.encoded(10);
        assertThat(append(store, later, begins(other.id(), 0))).isInstanceOf(Verdict.Gap.class);
        assertThat(append(store, later, begins(author.id(), 9))).isInstanceOf(Verdict.Gap.class);
        assertThat(append(store, later, Terms.WHOLE)).isInstanceOf(Verdict.Gap.class);
        assertThat(status(store, author).firstSeq()).isEqualTo(1);
        assertThat(append(store, later, begins(author.id(), 10))).isInstanceOf(Verdict.Accepted.class);
        assertThat(status(store, author).firstSeq()).isEqualTo(21);
    }

    @Test
    void aRunWithABadSignatureBeginsNothing() throws IOException {
        TestStore store = open();
        author.encoded(10);
        byte[] bytes = author.encoded(10).toArray();
        bytes[bytes.length - 1] ^= 1;
        assertThat(append(store, Bytes.wrap(bytes), begins(author.id(), 0)).accusesPeer())
                .isTrue();
        assertThat(store.book().knows(author.id())).isFalse();
    }

    @Test
    void whatARuleGivesUpLaterIsPruned() throws IOException {
        LogBook book = new LogBook(Bytes.EMPTY);
        TestStore store = begun(0);
        book.take(new StoreRecord.NewBegin(author.id(), 101, true));
        store.open().store().runs(author.id(), 0, 1_000, Integer.MAX_VALUE).forEach(run -> book.addRun(run, 10));
        assertThat(book.statuses().get(0).begin()).isEqualTo(LogStatus.Begin.STARTED);
        book.rewritten(author.id(), new LogBook.Rewritten(111, -10, 10));
        assertThat(book.statuses().get(0).begin()).isEqualTo(LogStatus.Begin.PRUNED);
    }

    @Test
    void aBeginWhoseRunWasTornOffCountsForNothing() {
        LogBook book = new LogBook(Bytes.EMPTY);
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        assertThat(codec.decode(author.encoded(10)).run()).isPresent();
        book.take(new StoreRecord.NewRun(other.run(10), 1));
        book.take(new StoreRecord.NewBegin(other.id(), 21, true));
        assertThat(book.firstSeq(other.id())).isEqualTo(1);
        book.take(new StoreRecord.NewRun(other.run(10), 11));
        book.take(new StoreRecord.NewRun(other.run(10), 21));
        assertThat(book.firstSeq(other.id())).isEqualTo(1);
    }

    @Test
    void runsWithoutPayloadsAreTakenOfWhomTheyAreNamedAndTheStoreRemembers() throws IOException {
        TestStore store = open();
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        Bytes bare = codec.withoutPayloads(author.run(10).run()).encoded();
        assertThat(append(store, bare, Terms.WHOLE)).isInstanceOf(Verdict.PayloadsMissing.class);
        assertThat(append(store, bare, new Terms(true, Set.of(other.id()), Map.of())))
                .isInstanceOf(Verdict.PayloadsMissing.class);
        assertThat(store.book().state("tributary")).doesNotContainKey(Storage.LACKS_PAYLOADS);
        assertThat(append(store, bare, new Terms(true, Set.of(author.id()), Map.of())))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(store.book().state("tributary")).containsKey(Storage.LACKS_PAYLOADS);
    }
}
