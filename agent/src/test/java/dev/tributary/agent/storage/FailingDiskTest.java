package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A disk that fails or fills up at any call: nothing is acknowledged that is not there, and writing stops, or waits.
 */
class FailingDiskTest {
    private static final EventDraft DRAFT = EventDraft.text("test.own", "x".repeat(200));
    private static final long PLENTY = 1L << 40;

    private final SimDisk disk = new SimDisk();

    private TestStore open() throws IOException {
        return open(disk);
    }

    private static TestStore open(SimDisk disk) throws IOException {
        return new TestStore(
                OpenStore.open(disk, new SimIndex.Home(), TestStore.options(), CrashScript.SEGMENT, StorageMeter.NONE));
    }

    @Test
    void anErrorAtTheNthForceIsFinalAndNothingIsAcknowledgedAfterIt() throws IOException {
        for (int allowed = 0; allowed < 60; allowed++) {
            SimDisk failing = new SimDisk();
            TestStore store = open(failing);
            failing.failForcesAfter(allowed);
            failsForGood(failing, store);
        }
    }

    @Test
    void anErrorAtTheNthWriteIsFinalAndNothingIsAcknowledgedAfterIt() throws IOException {
        for (int allowed = 0; allowed < 100; allowed++) {
            SimDisk failing = new SimDisk();
            TestStore store = open(failing);
            failing.failWritesAfter(allowed);
            failsForGood(failing, store);
        }
    }

    private static void failsForGood(SimDisk failing, TestStore store) throws IOException {
        List<EventRef> kept = publishUntilItFails(store);
        assertThat(store.writer().problem()).contains("Input/output error").contains("only reads");
        int calls = kept.size();
        failing.afterCall(call -> {
            throw new AssertionError("wrote on: " + call);
        });
        assertThatThrownBy(() -> store.writer().publish(List.of(DRAFT))).isInstanceOf(PublishException.class);
        store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value")));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).isInstanceOf(IOException.class);
        assertThat(store.writer().commit(TestStore.NOW).runs())
                .as("who only wants to read, for a backup, may")
                .isEmpty();
        store.writer().lookForSpace();
        assertThat(store.writer().problem())
                .as("space does not heal a broken disk")
                .isNotEmpty();
        assertThat(refs(store, kept)).as("reading goes on").isEqualTo(kept);
        failing.afterCall(call -> {});
        failing.failForcesAfter(Integer.MAX_VALUE);
        failing.failWritesAfter(Integer.MAX_VALUE);
        failing.crash();
        TestStore again = open(failing);
        assertThat(refs(again, kept)).isEqualTo(kept);
        assertThat(again.book().position()).isEqualTo(calls);
        assertThat(again.publish(1)).hasSize(1);
    }

    private static List<EventRef> publishUntilItFails(TestStore store) {
        List<EventRef> kept = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Ticket ticket = store.writer().publish(List.of(DRAFT));
            try {
                store.writer().commit(TestStore.NOW);
            } catch (IOException e) {
                assertThatThrownBy(ticket::refs).isInstanceOf(IllegalStateException.class);
                return kept;
            }
            kept.addAll(ticket.refs());
        }
        throw new AssertionError("it never failed");
    }

    private static List<EventRef> refs(TestStore store, List<EventRef> of) throws IOException {
        return of.isEmpty()
                ? List.of()
                : store.reader().events(of.get(0).author(), 0, 10_000).stream()
                        .map(Event::ref)
                        .toList();
    }

    @Test
    void aFullDiskIsWaitedForWhereverItGetsFull() throws IOException {
        for (int room = 0; room < 9_000; room += 97) {
            SimDisk small = new SimDisk();
            TestStore store = open(small);
            small.quota(small.used() + room, true);
            List<EventRef> kept = publishUntilItFails(store);
            assertThat(store.writer().problem()).contains("full").contains("by itself");
            assertThatThrownBy(() -> store.writer().publish(List.of(DRAFT)))
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.READ_ONLY));
            assertThat(refs(store, kept)).isEqualTo(kept);
            SimDisk cut = SimDisk.with(small.point().worst());
            assertThat(refs(open(cut), kept))
                    .as("power cut while full, room %d", room)
                    .isEqualTo(kept);
            small.quota(PLENTY, false);
            store.writer().lookForSpace();
            assertThat(store.writer().problem()).isEmpty();
            kept.addAll(store.publish(3));
            assertThat(refs(store, kept)).isEqualTo(kept);
            assertThat(Verify.check(small, (done, total) -> {}).problems()).isEmpty();
            small.crash();
            assertThat(refs(open(small), kept)).isEqualTo(kept);
        }
    }

    @Test
    void aCommitThatFillsTheDiskIsUndoneAcrossSegmentsAndNotSeenByReaders() throws IOException {
        TestStore store = open();
        Authors author = Authors.author(1);
        store.append(author.encoded(1));
        List<Object> before = store.seen();
        List<Bytes> runs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            runs.add(author.encoded(10));
        }
        List<Integer> read = new ArrayList<>();
        disk.afterCall(call -> {
            try {
                read.add(store.reader().arrivals(0, 10).size());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        disk.quota(disk.used() + 200_000, true);
        store.writer().append(TestStore.PEER, runs, TestStore.NOW);
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).hasMessageContaining("full");
        disk.afterCall(call -> {});
        assertThat(read).hasSizeGreaterThan(100).containsOnly(1);
        assertThat(store.seen()).isEqualTo(before);
        assertThat(disk.names().stream().filter(name -> name.endsWith(".log"))).hasSize(1);
        disk.quota(PLENTY, false);
        store.writer().lookForSpace();
        store.publish(5);
        assertThat(store.reader().arrivals(0, 10)).hasSize(6);
        assertThat(store.writer().append(TestStore.PEER, runs, TestStore.NOW))
                .allMatch(verdict -> verdict instanceof Verdict.Accepted);
        store.writer().commit(TestStore.NOW);
        assertThat(store.reader().arrivals(0, 10_000)).hasSize(2_006);
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void whatWasReadAheadOfACommitThatIsUndoneIsForgotten() throws IOException {
        TestStore store = TestStore.open(disk);
        Authors history = Authors.author(1);
        for (int i = 0; i < 10; i++) {
            store.append(history.encoded(100));
        }
        Authors author = Authors.author(2);
        List<Bytes> runs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            runs.add(author.encoded(100));
        }
        disk.afterCall(call -> {
            disk.afterCall(next -> {});
            try {
                assertThat(store.reader().arrivals(0, 1)).hasSize(1);
                assertThat(store.reader().hashAt(history.id(), 1_000)).isPresent();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        disk.quota(disk.used() + 1_000_000, true);
        store.writer().append(TestStore.PEER, runs, TestStore.NOW);
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).hasMessageContaining("full");
        disk.quota(PLENTY, false);
        store.writer().lookForSpace();
        List<EventRef> own = store.publish(5);
        assertThat(refs(store, own)).isEqualTo(own);
    }

    @Test
    void aDiskThatIsFullAndThenFailsIsFinal() throws IOException {
        TestStore store = open();
        store.publish(1);
        disk.quota(disk.used() + 100, true);
        disk.afterCall(call -> disk.failForcesAfter(0));
        assertThat(publishUntilItFails(store)).isEmpty();
        disk.quota(PLENTY, false);
        disk.failForcesAfter(Integer.MAX_VALUE);
        store.writer().lookForSpace();
        assertThat(store.writer().problem()).contains("only reads");
    }

    @Test
    void aSpaceIsFoundedWithTheReserveOfOwnEvents() throws IOException {
        SimDisk small = new SimDisk();
        small.quota(2 * WriteHealth.OWN_BYTES, false);
        StorageOptions usual = TestStore.options();
        StorageOptions founding = new StorageOptions(
                usual.signer(),
                Optional.empty(),
                "new",
                usual.policy(),
                usual.segmentBytes(),
                usual.queueEvents(),
                usual.packs(),
                usual.limits(),
                usual.clock());
        TestStore store = new TestStore(OpenStore.open(small, new SimIndex.Home(), founding, StorageMeter.NONE));
        assertThat(store.book().position()).isEqualTo(1);
        assertThat(store.open().record(DRAFT).seq()).isEqualTo(2);
        assertThat(store.publish(1).get(0).seq()).isEqualTo(3);
    }

    @Test
    void logsOfOthersStopFirstAndOwnEventsHaveAReserve() throws IOException {
        TestStore store = open();
        Bytes run = Authors.author(1).encoded(1);
        disk.quota(disk.used() + WriteHealth.OTHERS_BYTES - 1, false);
        assertThatThrownBy(() -> store.append(run))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.READ_ONLY))
                .hasMessageContaining("other agents");
        assertThat(store.writer().othersProblem()).isNotEmpty();
        assertThat(store.writer().problem()).isEmpty();
        assertThat(store.publish(3)).hasSize(3);
        disk.quota(disk.used() + WriteHealth.OWN_BYTES, false);
        store.writer().publish(List.of(DRAFT));
        long used = disk.used();
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).hasMessageContaining("full");
        assertThat(disk.used()).as("nothing was tried").isEqualTo(used);
        disk.quota(disk.used() + 2 * WriteHealth.OWN_BYTES, false);
        store.writer().lookForSpace();
        assertThat(store.publish(1).get(0).seq()).isEqualTo(4);
        disk.quota(disk.used() + WriteHealth.OTHERS_BYTES, false);
        store.writer().lookForSpace();
        assertThat(store.writer().othersProblem())
                .as("a little more is not enough")
                .isNotEmpty();
        disk.quota(PLENTY, false);
        assertThat(store.append(run)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void theIndexIsLeftAloneWhileTheDiskIsFull() throws IOException {
        SimIndex.Home home = new SimIndex.Home();
        SimDisk small = new SimDisk();
        TestStore store =
                new TestStore(OpenStore.open(small, home, TestStore.options(), CrashScript.SEGMENT, StorageMeter.NONE));
        store.publish(1);
        store.tidy();
        assertThat(home.newest().settled()).isEqualTo(1);
        small.quota(small.used() + WriteHealth.OWN_BYTES - 1, false);
        store.tidy();
        assertThat(home.newest().settled()).isEqualTo(1);
        small.quota(PLENTY, false);
        store.tidy();
        assertThat(home.newest().settled()).isEqualTo(2);
    }

    @Test
    void whatWaitedWhenTheDiskWasFullIsForgottenNotWrittenLater() throws IOException {
        TestStore store = open();
        disk.quota(disk.used(), false);
        store.writer().publish(List.of(DRAFT));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).isInstanceOf(IOException.class);
        store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value")));
        assertThatThrownBy(() -> store.writer().commit(TestStore.NOW)).isInstanceOf(IOException.class);
        disk.quota(PLENTY, false);
        store.writer().lookForSpace();
        store.writer().commit(TestStore.NOW);
        assertThat(store.book().states()).isEmpty();
        assertThat(store.book().position()).isZero();
    }

    @Test
    void aReadErrorCostsThatReadAndNothingElse() throws IOException {
        TestStore store = open();
        List<EventRef> kept = store.publish(60);
        for (int allowed = 0; allowed < 5; allowed++) {
            disk.failReadsAfter(allowed);
            assertThat(kept).containsAll(refs(store, kept));
            disk.failReadsAfter(Integer.MAX_VALUE);
            assertThat(refs(store, kept)).isEqualTo(kept);
            kept.addAll(store.publish(1));
        }
    }

    @Test
    void aReadErrorWhileOpeningHurtsNothing() throws IOException {
        TestStore first = open();
        List<EventRef> kept = first.publish(30);
        SimDisk before = disk.copy();
        int failures = 0;
        for (int allowed = 0; allowed < 200; allowed++) {
            SimDisk failing = before.copy();
            failing.failReadsAfter(allowed);
            try {
                open(failing);
            } catch (IOException e) {
                failures++;
            }
            failing.failReadsAfter(Integer.MAX_VALUE);
            assertThat(refs(open(failing), kept)).isEqualTo(kept);
        }
        assertThat(failures).isPositive();
    }
}
