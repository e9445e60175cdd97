package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * A store that is damaged finds it, serves nothing of it, and is whole again once somebody who holds the same logs has
 * been asked. {@code -Dtributary.repair.step=1} flips every byte of its segments.
 */
class RepairTest {
    private static final int SEGMENT = 3_000;
    private static final int STEP = Integer.getInteger("tributary.repair.step", 83);

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private TestStore peer;
    private List<Kept> truth = List.of();

    private static TestStore open(SimDisk disk, SimIndex.Home indexes) throws IOException {
        return new TestStore(OpenStore.open(disk, indexes, TestStore.options(), SEGMENT, StorageMeter.NONE));
    }

    /** Two stores with the same logs of three authors, several segments and values; the first is closed. */
    private void fill() throws IOException {
        TestStore store = open(disk, indexes);
        peer = open(new SimDisk(), new SimIndex.Home());
        Authors one = Authors.author(1);
        Authors two = Authors.author(2);
        for (int i = 0; i < 12; i++) {
            Bytes run = (i % 3 == 0 ? two : one).encoded(1 + i % 4);
            store.append(run);
            peer.append(run);
            store.publish(1);
            store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value " + i)));
            store.writer().commit(TestStore.NOW);
        }
        for (Bytes run : store.reader().runs(Authors.signer(0).author(), 0, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            peer.append(run);
        }
        truth = Kept.of(store.reader().arrivals(0, 10_000));
        // Looking for a hash writes the files of hashes, which tell positions that are unclear without them.
        assertThat(store.reader().event(truth.get(0).hash())).isPresent();
        assertThat(disk.names()).contains(HashSidecar.fileName(2));
        store.close();
        assertThat(disk.names()).contains(SegmentHeader.fileName(3), SegmentHeader.fileName(4));
    }

    private void servesOnlyWhatIsTrue(TestStore store) throws IOException {
        assertThat(truth).containsAll(Kept.of(store.reader().arrivals(0, 10_000)));
    }

    @Test
    void everyFlippedByteOfASegmentIsFoundAndMended(TestReporter reporter) throws IOException {
        fill();
        int flips = 0;
        for (String name : disk.names()) {
            OptionalInt segment = SegmentHeader.numberOf(name);
            int size = segment.isPresent() ? disk.bytes(name).length : 0;
            for (int at = 0; at < size; at += STEP) {
                SimDisk damaged = disk.copy();
                damaged.put(name, Healing.flipped(damaged.bytes(name), at));
                assertThat(Verify.check(damaged, (done, total) -> {}).clean())
                        .as("%s, byte %d", name, at)
                        .isFalse();
                isMended(damaged, indexes.with(indexes.saves()), name + ", byte " + at);
                flips++;
            }
        }
        reporter.publishEntry("bytes flipped and mended", "" + flips);
        assertThat(flips).isPositive();
    }

    private void isMended(SimDisk damaged, SimIndex.Home index, String where) throws IOException {
        TestStore store = open(damaged, index);
        servesOnlyWhatIsTrue(store);
        Healing.heal(store, peer);
        isWhole(store, where);
        List<Object> seen = seen(store);
        store.close();
        assertThat(Verify.check(damaged, (done, total) -> {}).problems())
                .as(where)
                .isEmpty();
        TestStore again = open(damaged, new SimIndex.Home());
        assertThat(seen(again)).as(where).isEqualTo(seen);
        again.close();
    }

    /** All but how many bytes each log takes: what was damaged is counted until the next start. */
    private static List<Object> seen(TestStore store) throws IOException {
        return List.of(
                store.book().heads(),
                store.book().states(),
                store.book().events(),
                store.reader().arrivals(0, 10_000));
    }

    private void isWhole(TestStore store, String where) throws IOException {
        assertThat(store.open().store().repairs().orElseThrow().wanted())
                .as(where)
                .isEmpty();
        assertThat(Kept.of(store.reader().arrivals(0, 10_000))).as(where).isEqualTo(truth);
        assertThat(store.book().events()).as(where).isEqualTo(truth.size());
        assertThat(store.book().state("plugin")).as(where).containsEntry("key", Bytes.utf8("value 11"));
    }

    @Test
    void whatASegmentLacksIsNotAskedForTwiceBecauseAnotherIsDamagedToo() throws IOException {
        fill();
        for (int share = 1; share < 8; share++) {
            SimDisk damaged = disk.copy();
            for (int segment = 1; segment <= 3; segment++) {
                String name = SegmentHeader.fileName(segment);
                byte[] bytes = damaged.bytes(name);
                damaged.put(name, Healing.flipped(bytes, bytes.length * share / 8));
            }
            TestStore store = open(damaged, new SimIndex.Home());
            long missing = store.open().store().repairs().orElseThrow().wanted().stream()
                    .mapToLong(Hole::count)
                    .sum();
            assertThat(Healing.heal(store, peer)).as("at %s/8", share).isEqualTo(missing);
            isWhole(store, "at " + share + "/8");
            store.close();
        }
    }

    @Test
    void aSegmentThatIsGoneComesBackFromAPeer() throws IOException {
        fill();
        for (boolean crashed : new boolean[] {false, true}) {
            SimDisk damaged = disk.copy();
            damaged.delete(SegmentHeader.fileName(2));
            if (crashed) {
                damaged.delete(IndexSummary.FILE);
            }
            assertThat(Verify.check(damaged, (done, total) -> {}).clean()).isFalse();
            isMended(damaged, indexes.with(indexes.saves()), "crashed: " + crashed);
        }
    }

    @Test
    void damageIsFoundWhileTheStoreIsOpenAlsoInTheSegmentThatIsWritten() throws IOException {
        fill();
        SimIndex.Home index = indexes.with(indexes.saves());
        TestStore store = open(disk, index);
        store.tidy();
        for (String name : List.copyOf(disk.names())) {
            if (SegmentHeader.numberOf(name).isPresent()) {
                disk.put(name, Healing.flipped(disk.bytes(name), SegmentHeader.SIZE + 200));
            }
        }
        servesOnlyWhatIsTrue(store);
        Healing.heal(store, peer);
        isWhole(store, "open");
        assertThat(store.open().store().scrubbed().repaired()).isPositive();
        assertThat(store.open().store().scrubbed().missing()).isZero();
        store.writer().publish(List.of(EventDraft.text("test.own", "after")));
        store.writer().commit(TestStore.NOW);
        store.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void withoutAPeerAHoleStaysAndNothingWrongFillsIt() throws IOException {
        fill();
        disk.delete(SegmentHeader.fileName(2));
        TestStore store = open(disk, indexes);
        store.tidy();
        RepairShelf shelf = store.open().store().repairs().orElseThrow();
        Hole hole = shelf.wanted().stream()
                .filter(missing -> missing.author().equals(Authors.author(1).id()))
                .findFirst()
                .orElseThrow();
        assertThat(store.open().store().scrubbed().missing()).isGreaterThanOrEqualTo(hole.count());
        Authors other = Authors.author(1);
        other.run((int) hole.firstSeq() - 1);
        List<EventDraft> forged = Collections.nCopies((int) hole.count(), EventDraft.text("test.event", "forged"));
        Verdict verdict = store.writer()
                .append(TestStore.PEER, List.of(other.run(forged).run().encoded()), TestStore.NOW)
                .get(0);
        store.writer().commit(TestStore.NOW);
        store.tidy();
        assertThat(verdict).isNotInstanceOf(Verdict.Accepted.class);
        assertThat(shelf.wanted()).contains(hole);
        servesOnlyWhatIsTrue(store);
        store.close();
    }
}
