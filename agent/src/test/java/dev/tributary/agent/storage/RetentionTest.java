package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Logs are shortened from their oldest end, by whole runs, on disk. */
class RetentionTest {
    private static final OptionalLong NONE = OptionalLong.empty();

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final Authors one = Authors.author(1);
    private final Authors two = Authors.author(2);

    private TestStore open(RetentionRule... rules) throws IOException {
        return open(4, rules);
    }

    private TestStore open(int size, RetentionRule... rules) throws IOException {
        StorageOptions options = TestStore.options().keeping(new Keeping(List.of(rules), List.of(), Holders.NONE));
        return new TestStore(OpenStore.open(disk, indexes, options, CrashScript.SEGMENT * size, StorageMeter.NONE));
    }

    private static RetentionRule events(Whose whose, long events) {
        return new RetentionRule(whose, OptionalLong.of(events), NONE, Optional.empty());
    }

    private void write(TestStore store, int rounds) throws IOException {
        for (int i = 0; i < rounds; i++) {
            store.publish(1);
            store.append(one.encoded(10));
            store.append(two.encoded(1));
        }
    }

    private static List<Bytes> runs(TestStore store, AuthorId author, long after, long until) throws IOException {
        return store.reader().runs(author, after, until, Integer.MAX_VALUE);
    }

    private static long firstSeq(Bytes run) {
        return new RunCodec(LogLimits.STANDARD).head(run).orElseThrow().firstSeq();
    }

    @Test
    void theNewestEventsStayAndTheDiskShrinks() throws IOException {
        TestStore store = open(events(Whose.allBut(Authors.signer(0).author()), 200));
        write(store, 100);
        List<Kept> before = Kept.of(store.reader().arrivals(0, 10_000));
        long bytes = store.open().store().bytes();
        store.tidy();

        long first = store.book().firstSeq(one.id());
        assertThat(first).isBetween(400L, 801L);
        assertThat(store.book().firstSeq(two.id())).as("fewer than may stay").isEqualTo(1);
        assertThat(store.book().firstSeq(Authors.signer(0).author()))
                .as("the own log")
                .isEqualTo(1);
        assertThat(store.open().store().bytes()).isLessThan(bytes * 2 / 3);
        assertThat(disk.used()).isLessThan(bytes);
        List<Kept> after = Kept.of(store.reader().arrivals(0, 10_000));
        assertThat(before).containsSubsequence(after);
        assertThat(store.book().events()).isEqualTo(after.size());
        assertThat(after).hasSize((int) (1_200 - first + 1));
    }

    @Test
    void aLittleThatStaysInFrontOfMuchDoesNotKeepIt() throws IOException {
        TestStore store = open(events(Whose.only(one.id()), 200));
        for (int i = 0; i < 60; i++) {
            write(store, 20);
            store.tidy();
        }
        // All of the other two logs stays, so every segment keeps something.
        long kept = 12_000 - store.book().firstSeq(one.id()) + 1;
        assertThat(kept).isBetween(200L, 1_500L);
        assertThat(store.reader().events(one.id(), 0, 20_000)).hasSize((int) kept);
        assertThat(store.reader().events(two.id(), 0, 20_000)).hasSize(1_200);
    }

    @Test
    void segmentsThatAreMuchLargerThanNewOnesAreShortenedToo() throws IOException {
        TestStore large = open(40);
        write(large, 300);
        large.close();
        TestStore store = open(4, events(Whose.allBut(Authors.signer(0).author()), 200));
        write(store, 10);
        long bytes = store.open().store().bytes();
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isGreaterThan(2_000);
        assertThat(store.open().store().bytes()).isLessThan(bytes / 2);
    }

    @Test
    void whoAsksForWhatIsGoneIsToldWhereTheLogBegins() throws IOException {
        TestStore store = open(events(Whose.only(one.id()), 200));
        write(store, 100);
        store.tidy();
        long first = store.book().firstSeq(one.id());

        assertThat(firstSeq(runs(store, one.id(), 0, Long.MAX_VALUE).get(0))).isEqualTo(first);
        assertThat(firstSeq(runs(store, one.id(), 5, 7).get(0))).isEqualTo(first);
        assertThat(runs(store, one.id(), first + 4, first + 5)).hasSize(1);
        assertThat(store.reader().hashAt(one.id(), first - 1)).isEmpty();
        assertThat(store.reader().hashAt(one.id(), first)).isPresent();
        assertThat(store.reader().events(one.id(), 0, 1).get(0).seq()).isEqualTo(first);
        assertThat(runs(store, two.id(), 100, Long.MAX_VALUE))
                .as("nothing is gone there")
                .isEmpty();
    }

    @Test
    void itIsTheSameAfterAStartAndVerifyKnowsIt() throws IOException {
        TestStore store = open(
                events(Whose.only(one.id()), 200),
                events(Whose.only(Authors.signer(0).author()), 10));
        write(store, 100);
        store.tidy();
        assertThat(store.book().firstSeq(Authors.signer(0).author()))
                .as("named, so shortened")
                .isGreaterThan(1);
        List<Object> seen = store.seen();
        store.close();
        List<Object> saved = indexes.newest().content();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        TestStore again = open();
        assertThat(again.seen()).isEqualTo(seen);
        again.close();
        disk.delete(IndexSummary.FILE);
        TestStore rebuilt = open();
        assertThat(rebuilt.seen()).isEqualTo(seen);
        assertThat(indexes.newest().content()).isEqualTo(saved);
        write(rebuilt, 1);
        assertThat(rebuilt.book().head(one.id()).orElseThrow().head()).isEqualTo(one.head());
    }

    @Test
    void whatIsLostIsNotTakenForGivenUp() throws IOException {
        TestStore store = open(events(Whose.only(one.id()), 200));
        write(store, 100);
        store.tidy();
        store.close();
        String merged = disk.names().stream()
                .filter(name -> name.startsWith("merged-"))
                .findFirst()
                .orElseThrow();
        disk.delete(merged);
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isNotEmpty();
    }

    @Test
    void aRuleThatNamesAnAuthorCountsForItWhereverItStandsAndNoOtherIsAboutTheOwnLog() {
        AuthorId own = Authors.signer(0).author();
        RetentionRule others = events(Whose.allBut(own), 1);
        RetentionRule named = events(Whose.only(one.id()), 2);
        RetentionRule later = events(Whose.only(one.id()), 3);
        RetentionRules rules = new RetentionRules(own, List.of(others, named, later));
        assertThat(rules.of(one.id())).contains(named);
        assertThat(rules.of(two.id())).contains(others);
        assertThat(rules.of(own)).isEmpty();
        RetentionRule mine = events(Whose.only(own), 4);
        assertThat(new RetentionRules(own, List.of(others, mine)).of(own)).contains(mine);
    }

    @Test
    void bytesAndAgeAreLimitsToo() throws IOException {
        Whose byBytes = Whose.only(one.id());
        Whose byAge = Whose.only(two.id());
        TestStore store = open(
                new RetentionRule(byBytes, NONE, OptionalLong.of(20_000), Optional.empty()),
                new RetentionRule(byAge, NONE, NONE, Optional.of(Duration.ofMillis(TestStore.NOW - 2_000))));
        write(store, 100);
        assertThat(store.book().statuses()).hasSize(3);
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isGreaterThan(300);
        assertThat(store.book().firstSeq(two.id()))
                .as("its clock said 1000, which is older than 2000")
                .isGreaterThan(10);
        assertThat(store.reader().hashAt(two.id(), 100))
                .as("the newest run stays")
                .isPresent();
    }
}
