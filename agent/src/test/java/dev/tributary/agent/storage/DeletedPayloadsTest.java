package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A payload that was deleted by name is gone for every reader at once, leaves the disk and never comes back. */
class DeletedPayloadsTest {
    private static final String SECRET = "the postman rang twice at number ";

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final Authors one = Authors.author(1);

    private TestStore open() throws IOException {
        return open(disk, indexes);
    }

    private static TestStore open(SimDisk disk, SimIndex.Home indexes) throws IOException {
        return new TestStore(
                OpenStore.open(disk, indexes, TestStore.options(), CrashScript.SEGMENT * 4, StorageMeter.NONE));
    }

    private static void delete(TestStore store, AuthorId author, long seq) throws IOException {
        assertThat(store.writer().deletePayload(author, seq)).isTrue();
        store.writer().commit(TestStore.NOW);
    }

    /** Text that says who it is, long enough to be packed. */
    private static List<EventDraft> secrets(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> EventDraft.text("chat.line", (SECRET + i + " ").repeat(4)))
                .toList();
    }

    private static Bytes secret(int number) {
        return Bytes.utf8((SECRET + number + " ").repeat(4));
    }

    /** What each way of reading shows of the payload of one event. */
    private static Set<Optional<Bytes>> shown(TestStore store, EventRef ref) throws IOException {
        StoreReader reader = store.reader();
        List<Event> events = new ArrayList<>(reader.events(ref.author(), ref.seq() - 1, 1));
        events.addAll(reader.events(ref.author(), 0, 10_000));
        events.addAll(reader.event(ref.hash()).stream().toList());
        events.addAll(reader.arrivals(0, 10_000).stream().map(Arrival::event).toList());
        events.addAll(reader.inOrder(List.of(ref)));
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        for (long after : new long[] {0, ref.seq() - 1}) {
            List<Bytes> runs = new ArrayList<>(reader.runs(ref.author(), after, ref.seq(), 1_000_000));
            runs.addAll(reader.carriedRuns(ref.author(), after, ref.seq(), 1_000_000));
            for (Bytes run : runs) {
                events.addAll(codec.trust(Authors.SPACE, codec.decode(run).run().orElseThrow())
                        .events());
            }
        }
        List<Event> found =
                events.stream().filter(event -> event.ref().equals(ref)).toList();
        assertThat(found).hasSizeGreaterThan(8);
        return found.stream().map(Event::payload).collect(Collectors.toSet());
    }

    /** Everything that can wait, and the commits that it asks for. */
    private static void erase(TestStore store) throws IOException {
        for (int i = 0; i < 4; i++) {
            store.tidy();
            Optional<Bytes> mark = store.open().store().takeMark();
            mark.ifPresent(value -> store.writer().putState("tributary", Scrub.KEY, mark));
            store.writer().commit(TestStore.NOW);
        }
        assertThat(store.open().store().payloads().waiting()).isZero();
    }

    /** All bytes of all files, those of packed runs unpacked. */
    static boolean isOnDisk(SimDisk disk, Bytes payload) throws IOException {
        for (String name : disk.names()) {
            if (holds(disk.bytes(name), payload)) {
                return true;
            }
        }
        StoreInfo info = StoreInfo.decode(disk.content(StoreInfo.FILE));
        SegmentLog log = SegmentLog.open(disk, info, Integer.MAX_VALUE);
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        boolean[] found = new boolean[1];
        log.scan(LogEnd.NONE, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                RunBody.decode(kind, body)
                        .flatMap(run -> codec.decode(run.encoded()).run())
                        .ifPresent(run -> found[0] |= holds(run.encoded().toArray(), payload));
            }

            @Override
            public void damage(int segment, long from, long to) {
                throw new AssertionError("damage in " + segment);
            }
        });
        return found[0];
    }

    private static boolean holds(byte[] bytes, Bytes payload) {
        return indexOf(bytes, payload) >= 0;
    }

    private static int indexOf(byte[] bytes, Bytes payload) {
        for (int at = 0; at + payload.size() <= bytes.length; at++) {
            if (bytes[at] == payload.at(0)
                    && Bytes.wrap(bytes, at, payload.size()).equals(payload)) {
                return at;
            }
        }
        return -1;
    }

    /** Own text in packed runs and random bytes of another author, over several segments. */
    private List<EventRef> fill(TestStore store) throws IOException {
        List<EventRef> own = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Ticket ticket = store.writer().publish(secrets(i * 20, 20));
            store.writer().commit(TestStore.NOW);
            own.addAll(ticket.refs());
            store.append(one.encoded(10));
        }
        return own;
    }

    @Test
    void fromTheCommitOnNoReadShowsItAndThenItsBytesLeaveTheDisk() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        List<EventRef> others = store.reader().events(one.id(), 0, 1_000).stream()
                .map(Event::ref)
                .toList();
        Bytes random = store.reader()
                .event(others.get(7).hash())
                .orElseThrow()
                .payload()
                .orElseThrow();
        List<EventRef> gone = List.of(own.get(3), own.get(239), others.get(7), others.get(119));
        List<Object> heads = List.of(
                store.book().heads(),
                Verify.check(disk.copy(), (done, total) -> {}).events());
        for (EventRef ref : gone) {
            assertThat(shown(store, ref)).hasSize(1).allMatch(Optional::isPresent);
            delete(store, ref.author(), ref.seq());
            assertThat(shown(store, ref)).containsExactly(Optional.empty());
        }
        assertThat(isOnDisk(disk, random)).isTrue();
        assertThat(isOnDisk(disk, secret(3))).isTrue();
        erase(store);
        assertThat(isOnDisk(disk, random)).isFalse();
        assertThat(isOnDisk(disk, secret(3))).isFalse();
        assertThat(isOnDisk(disk, secret(239))).as("of the newest segment").isFalse();
        assertThat(isOnDisk(disk, secret(4))).as("its neighbour").isTrue();
        for (EventRef ref : gone) {
            assertThat(shown(store, ref)).containsExactly(Optional.empty());
        }
        assertThat(store.open().store().payloads().erased()).isEqualTo(gone.size());
        assertThat(List.of(
                        store.book().heads(),
                        Verify.check(disk.copy(), (done, total) -> {}).events()))
                .isEqualTo(heads);
        store.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void whatIsLeftIsTakenByOthersAsTheSameEvents() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        delete(store, own.get(0).author(), 1);
        delete(store, own.get(0).author(), 240);
        erase(store);
        TestStore other = open(new SimDisk(), new SimIndex.Home());
        AuthorId author = own.get(0).author();
        List<Bytes> runs = store.reader().runs(author, 0, 1_000, 1_000_000);
        assertThat(new NewReader(runs).verdicts()).allMatch(verdict -> verdict instanceof Verdict.Accepted);
        assertThat(store.book().state("tributary")).containsKey(DeletedPayloads.LACKING);
        assertThat(other.book().state("tributary")).doesNotContainKey(DeletedPayloads.LACKING);
    }

    /** Takes runs of one author in order, as any peer checks them. */
    private record NewReader(List<Bytes> runs) {
        List<Verdict> verdicts() throws IOException {
            TestStore store = new TestStore(OpenStore.open(
                    new SimDisk(),
                    new SimIndex.Home(),
                    TestStore.options(77, TestStore.options().clock()),
                    StorageMeter.NONE));
            return store.writer().append(TestStore.PEER, runs, TestStore.NOW);
        }
    }

    @Test
    void aRunThatAPeerSendsAgainBringsNothingBack() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        AuthorId author = own.get(0).author();
        List<Bytes> whole = store.reader().runs(author, 0, 1_000, 1_000_000);
        Bytes others = store.reader().runs(one.id(), 0, 5, 0).get(0);
        delete(store, author, 5);
        delete(store, one.id(), 5);
        for (int round = 0; round < 2; round++) {
            assertThat(store.writer().append(TestStore.PEER, whole, TestStore.NOW))
                    .allMatch(verdict -> verdict instanceof Verdict.Duplicate);
            assertThat(store.append(others)).isInstanceOf(Verdict.Duplicate.class);
            assertThat(shown(store, own.get(4))).containsExactly(Optional.empty());
            erase(store);
        }
        assertThat(isOnDisk(disk, secret(4))).isFalse();
    }

    @Test
    void aRestartForgetsNothingWhetherTheIndexSurvivesOrNot() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        delete(store, own.get(0).author(), 7);
        store.close();
        SimDisk crashed = disk.copy();
        crashed.delete(IndexSummary.FILE);
        for (SimDisk left : List.of(disk, crashed)) {
            TestStore again = open(left, indexes.with(indexes.saves()));
            assertThat(shown(again, own.get(6))).containsExactly(Optional.empty());
            assertThat(again.open().store().payloads().deleted()).isEqualTo(1);
            erase(again);
            assertThat(isOnDisk(left, secret(6))).isFalse();
            assertThat(again.writer().deletePayload(own.get(0).author(), 7)).isFalse();
            again.close();
            TestStore third = open(left, new SimIndex.Home());
            erase(third);
            assertThat(third.open().store().payloads().erased())
                    .as("nothing is written anew for what is gone")
                    .isZero();
        }
    }

    @Test
    void theRepairOfADamagedRunBringsNothingBack() throws IOException {
        TestStore store = open();
        fill(store);
        Map<Long, Bytes> peer = store.reader().runs(one.id(), 0, 1_000, 1_000_000).stream()
                .collect(Collectors.toMap(
                        run -> new RunCodec(LogLimits.STANDARD)
                                .head(run)
                                .orElseThrow()
                                .firstSeq(),
                        run -> run));
        Bytes payload = store.reader().events(one.id(), 14, 1).get(0).payload().orElseThrow();
        Bytes neighbour =
                store.reader().events(one.id(), 13, 1).get(0).payload().orElseThrow();
        EventRef ref = store.reader().events(one.id(), 14, 1).get(0).ref();
        delete(store, one.id(), 15);
        erase(store);
        store.close();
        for (String name : List.copyOf(disk.names())) {
            byte[] bytes = disk.bytes(name);
            int at = indexOf(bytes, neighbour);
            if (at >= 0) {
                bytes[at] ^= 1;
                disk.put(name, bytes);
            }
        }
        TestStore damaged = open(disk, new SimIndex.Home());
        assertThat(damaged.open().store().repairs().orElseThrow().wanted())
                .anyMatch(hole -> hole.author().equals(one.id()) && hole.holds(15));
        for (int round = 0; round < 5; round++) {
            erase(damaged);
            for (Hole hole : damaged.open().store().repairs().orElseThrow().wanted()) {
                List<Bytes> runs = peer.entrySet().stream()
                        .filter(run -> hole.author().equals(one.id()))
                        .filter(run -> run.getKey() >= hole.firstSeq() && run.getKey() <= hole.lastSeq())
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .toList();
                damaged.writer().append(TestStore.PEER, runs, Terms.WHOLE, TestStore.NOW);
                damaged.writer().commit(TestStore.NOW);
            }
        }
        assertThat(damaged.open().store().scrubbed().missing()).isZero();
        assertThat(shown(damaged, ref)).containsExactly(Optional.empty());
        assertThat(isOnDisk(disk, payload)).isFalse();
        assertThat(isOnDisk(disk, neighbour)).isTrue();
        damaged.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void whatIsDeletedWhileItsSegmentIsWrittenAnewIsNotMissed() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        delete(store, own.get(0).author(), 3);
        for (int steps = 1; steps < 12; steps++) {
            for (int i = 0; i < steps; i++) {
                store.open().store().tidy();
            }
            delete(store, own.get(0).author(), 20 + steps);
        }
        erase(store);
        for (int steps = 1; steps < 12; steps++) {
            assertThat(isOnDisk(disk, secret(19 + steps))).isFalse();
        }
    }

    @Test
    void theValuesOfABackupKeepItDeletedInTheStoreThatIsMadeOfThem() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        AuthorId author = own.get(0).author();
        List<Bytes> whole = store.reader().runs(author, 0, 1_000, 1_000_000);
        delete(store, author, 9);
        SimDisk restored = new SimDisk();
        TestStore other = open(restored, new SimIndex.Home());
        store.book()
                .state("tributary")
                .forEach((key, value) -> other.writer().putState("tributary", key, Optional.of(value)));
        other.writer().commit(TestStore.NOW);
        assertThat(other.writer().append(TestStore.PEER, whole, TestStore.NOW))
                .allMatch(verdict -> verdict instanceof Verdict.Accepted);
        other.writer().commit(TestStore.NOW);
        assertThat(shown(other, own.get(8))).containsExactly(Optional.empty());
    }

    @Test
    void manyInOneCommitAreOneValue() throws IOException {
        TestStore store = open();
        List<EventRef> own = fill(store);
        AuthorId author = own.get(0).author();
        for (int seq = 1; seq <= 100; seq++) {
            store.writer().deletePayload(author, seq);
        }
        assertThat(store.writer().deletePayload(author, 50)).as("known already").isFalse();
        store.writer().commit(TestStore.NOW);
        assertThat(store.open().store().payloads().deleted()).isEqualTo(100);
        Set<String> keys = new TreeSet<>(store.book().state("tributary").keySet());
        keys.removeIf(key -> !key.startsWith(DeletedPayloads.PREFIX));
        assertThat(keys).hasSize(1);
        assertThat(store.open().store().payloads().bytes()).isLessThan(120);
    }

    @Test
    void noMoreIsRememberedThanFits() {
        LogBook book = new LogBook(Bytes.wrap(new byte[16]));
        int size = (DeletedPayloads.PREFIX + one.id().hex() + "/0").length() + 3;
        DeletedPayloads.Changes changes = new DeletedPayloads.Changes(book, 2L * size);
        assertThat(changes.add(one.id(), 1)).isTrue();
        assertThat(changes.add(one.id(), 5_000)).as("just fits").isTrue();
        assertThatThrownBy(() -> changes.add(one.id(), 10_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage.retention");
        assertThat(changes.add(one.id(), 2)).as("takes no more room").isTrue();
        changes.values().forEach(book::take);
        assertThat(book.deleted().bytes()).isEqualTo(2L * size);
        assertThat(book.deleted().count()).isEqualTo(3);
        assertThat(book.deleted().contains(one.id(), 5_000)).isTrue();
        assertThat(book.deleted().contains(one.id(), 5_001)).isFalse();
        assertThatThrownBy(() -> new DeletedPayloads.Changes(book, 2L * size).add(one.id(), 20_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatLiesBelowTheFirstEventThatIsKeptIsForgotten() {
        LogBook book = new LogBook(Bytes.wrap(new byte[16]));
        DeletedPayloads.Changes first = new DeletedPayloads.Changes(book);
        first.add(one.id(), 10);
        first.add(one.id(), 9_000);
        first.values().forEach(book::take);
        book.addPruned(new PrunedBody(one.id(), 8_500, false));
        CheckedRun kept = one.run(1);
        while (kept.run().firstSeq() < 8_500) {
            kept = one.run(256);
        }
        book.take(new StoreRecord.NewRun(kept, 1));
        DeletedPayloads.Changes second = new DeletedPayloads.Changes(book);
        second.add(one.id(), 9_001);
        second.values().forEach(book::take);
        assertThat(book.deleted().contains(one.id(), 10)).isFalse();
        assertThat(book.deleted().contains(one.id(), 9_000)).isTrue();
        assertThat(book.deleted().count()).isEqualTo(2);
    }
}
