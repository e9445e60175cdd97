package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Retention and the first life of a newer program on an older store: every moment of theirs as the one in which the
 * power fails. What may not go is there, what is there has no hole, and life goes on.
 */
class RewritingCrashTest {
    private static final int TIMES = Integer.getInteger("tributary.crash.seeds", 1);
    private static final long KEPT = 20;
    private static final OptionalLong NONE = OptionalLong.empty();

    private final SimIndex.Home indexes = new SimIndex.Home();
    private final List<Moment> moments = new ArrayList<>();
    private final List<Map<AuthorId, CountedHead>> acknowledged = new ArrayList<>(List.of(Map.of()));
    private final Map<Long, Kept> events = new HashMap<>();
    private final Authors one = Authors.author(1);
    private final Authors two = Authors.author(2);
    private SimDisk disk = new SimDisk();
    private StorageOptions options = TestStore.options();
    private long states;
    private long shortened;

    /** A moment after a call of the port; {@code commits} were acknowledged by then. */
    private record Moment(String call, SimCrash crash, int commits, int saves) {}

    @Test
    void aPowerCutWhileLogsAreShortenedLosesNothingThatIsKept() throws IOException {
        List<RetentionRule> rules = List.of(
                new RetentionRule(Whose.only(one.id()), OptionalLong.of(KEPT), NONE, Optional.empty()),
                new RetentionRule(Whose.only(own()), OptionalLong.of(KEPT), NONE, Optional.empty()));
        options = options.keeping(new Keeping(rules, List.of(), Holders.NONE));
        watch();
        for (int life = 0; life < 2; life++) {
            TestStore store = open(disk, indexes);
            for (int i = 0; i < 12; i++) {
                write(store);
                store.tidy();
            }
            store.close();
        }
        assertThat(first(open(disk.copy(), new SimIndex.Home()), one.id())).isGreaterThan(1);
        everyMomentIsRecovered(Map.of(one.id(), KEPT, own(), KEPT));
        assertThat(shortened).isPositive();
        System.out.println("retention: " + states + " states of " + moments.size() + " moments");
    }

    @Test
    void aPowerCutInTheFirstLifeOnAnOlderStoreLosesNothing() throws IOException {
        TestStore before = open(disk, indexes);
        for (int i = 0; i < 8; i++) {
            write(before);
        }
        before.close();
        for (String name : disk.names()) {
            if (SegmentHeader.numberOf(name).isPresent()) {
                disk.put(name, FirstFormat.of(disk.bytes(name)));
            }
        }
        disk.delete(IndexSummary.FILE);
        disk = disk.copy();
        comesToThisFormat();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void norDoesOneOnAStoreAsAnOlderProgramLeftIt(int format) throws IOException {
        disk = StoreFormatTest.recorded(format);
        acknowledged.clear();
        note(TestStore.open(disk.copy()));
        comesToThisFormat();
    }

    private void comesToThisFormat() throws IOException {
        watch();
        for (int life = 0; life < 2; life++) {
            TestStore store = open(disk, indexes);
            note(store);
            for (int i = 0; i < 8; i++) {
                store.publish(1);
                note(store);
                store.tidy();
            }
            store.close();
        }
        assertThat(disk.names()).anyMatch(name -> name.startsWith("merged-"));
        everyMomentIsRecovered(Map.of());
        System.out.println("upgrade: " + states + " states of " + moments.size() + " moments");
    }

    private static AuthorId own() {
        return Authors.signer(0).author();
    }

    private static long first(TestStore store, AuthorId author) {
        return store.book().firstSeq(author);
    }

    private TestStore open(SimDisk files, SimIndex.Home index) throws IOException {
        return new TestStore(OpenStore.open(files, index, options, CrashScript.SEGMENT, StorageMeter.NONE));
    }

    private void watch() {
        disk.afterCall(call -> moments.add(new Moment(call, disk.point(), acknowledged.size() - 1, indexes.saves())));
    }

    private void write(TestStore store) throws IOException {
        store.publish(1);
        note(store);
        store.append(one.encoded(4));
        note(store);
        store.append(two.encoded(1));
        note(store);
    }

    /** What is in the store now has been acknowledged. */
    private void note(TestStore store) throws IOException {
        acknowledged.add(store.book().heads().heads());
        Kept.of(store.reader().arrivals(0, 10_000)).forEach(event -> events.putIfAbsent(event.position(), event));
    }

    private void everyMomentIsRecovered(Map<AuthorId, Long> kept) throws IOException {
        assertThat(moments).hasSizeGreaterThan(20);
        for (Moment moment : moments) {
            int outcomes = moment.crash().chance() == 0
                    ? 1
                    : 4 + Math.min(4, moment.crash().chance());
            for (int seed = 0; seed < outcomes * TIMES; seed++) {
                Random random = new Random(seed);
                SimDisk left = SimDisk.with(moment.crash().some(random));
                SimIndex.Home saved = indexes.with(Math.max(0, moment.saves() - random.nextInt(3)));
                isRecovered(moment, left, saved, kept);
            }
        }
    }

    private void isRecovered(Moment moment, SimDisk left, SimIndex.Home saved, Map<AuthorId, Long> kept)
            throws IOException {
        TestStore store = open(left, saved);
        List<Arrival> arrivals = store.reader().arrivals(0, 10_000);
        int present = 0;
        for (Map.Entry<AuthorId, CountedHead> head :
                acknowledged.get(moment.commits()).entrySet()) {
            AuthorId author = head.getKey();
            long seq = head.getValue().head().seq();
            List<Event> log = store.reader().events(author, 0, 10_000);
            long first = first(store, author);
            long last = store.book().head(author).orElseThrow().head().seq();
            assertThat(last).as("after %s", moment.call()).isGreaterThanOrEqualTo(seq);
            assertThat(first).isLessThanOrEqualTo(Math.max(1, last - kept.getOrDefault(author, last) + 1));
            for (int i = 0; i < log.size(); i++) {
                assertThat(log.get(i).seq()).isEqualTo(first + i);
            }
            assertThat(log).hasSize((int) (last - first + 1));
            present += log.size();
            shortened += first > 1 ? 1 : 0;
        }
        assertThat(arrivals.size()).isGreaterThanOrEqualTo(present);
        assertThat(Kept.of(arrivals))
                .allSatisfy(event ->
                        assertThat(events.getOrDefault(event.position(), event)).isEqualTo(event));
        states++;
        if (states % 4 == 0) {
            assertThat(Verify.check(left, (done, total) -> {}).problems()).isEmpty();
        }
        if (states % 8 == 1) {
            goesOn(store, left);
        }
    }

    private void goesOn(TestStore store, SimDisk left) throws IOException {
        long position = store.book().position();
        store.publish(1);
        store.tidy();
        assertThat(store.book().position()).isEqualTo(position + 1);
        List<Object> seen = store.seen();
        store.close();
        left.delete(IndexSummary.FILE);
        assertThat(open(left, new SimIndex.Home()).seen()).isEqualTo(seen);
    }
}
