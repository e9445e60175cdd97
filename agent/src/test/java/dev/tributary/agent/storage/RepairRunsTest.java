package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer holds of a hole lies in other runs than what was lost: consolidation made them so, there and here. */
class RepairRunsTest {
    private static final int SEGMENT = 3_000;

    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final List<List<Run>> written = new ArrayList<>();
    private List<Kept> truth = List.of();

    private static TestStore open(SimDisk disk, SimIndex.Home indexes, int segment) throws IOException {
        return new TestStore(OpenStore.open(disk, indexes, TestStore.options(), segment, StorageMeter.NONE));
    }

    /** Runs of {@code authors} authors by turns, each of {@code events} events, in several segments; closed. */
    private void fill(int authors, int runs, int events) throws IOException {
        fill(authors, runs, events, SEGMENT);
    }

    private void fill(int authors, int runs, int events, int segment) throws IOException {
        TestStore store = open(disk, indexes, segment);
        for (int author = 0; author < authors; author++) {
            written.add(new ArrayList<>());
        }
        List<Authors> writers = new ArrayList<>();
        for (int author = 0; author < authors; author++) {
            writers.add(Authors.author(author + 1));
        }
        for (int i = 0; i < runs; i++) {
            Run run = writers.get(i % authors).run(events).run();
            written.get(i % authors).add(run);
            store.append(run.encoded());
        }
        truth = Kept.of(store.reader().arrivals(0, 100_000));
        assertThat(store.reader().event(truth.get(0).hash())).isPresent();
        store.close();
    }

    /**
     * A peer that holds runs which each are {@code together} of the written ones, the first of them {@code ahead}, and
     * one more from author to author.
     */
    private TestStore peer(int ahead, int together) throws IOException {
        TestStore peer = open(new SimDisk(), new SimIndex.Home(), SEGMENT);
        for (int author = 0; author < written.size(); author++) {
            List<Run> runs = written.get(author);
            int next = 0;
            for (int end = ahead + author; next < runs.size(); end += together) {
                int last = Math.min(Math.max(end, next + 1), runs.size());
                peer.append(codec.joined(runs.subList(next, last)).encoded());
                next = last;
            }
        }
        return peer;
    }

    private void isMended(SimDisk damaged, SimIndex.Home index, TestStore peer, String where) throws IOException {
        isMended(damaged, index, peer, where, SEGMENT);
    }

    private void isMended(SimDisk damaged, SimIndex.Home index, TestStore peer, String where, int segment)
            throws IOException {
        TestStore store = open(damaged, index, segment);
        Healing.heal(store, peer, Math.max(100_000, segment));
        isWhole(store, where);
        store.close();
        assertThat(Verify.check(damaged, (done, total) -> {}).problems())
                .as(where)
                .isEmpty();
        TestStore again = open(damaged, new SimIndex.Home(), segment);
        isWhole(again, where + ", opened again");
        again.close();
    }

    private void isWhole(TestStore store, String where) throws IOException {
        assertThat(store.open().store().repairs().orElseThrow().wanted())
                .as(where)
                .isEmpty();
        assertThat(store.open().store().scrubbed().missing()).as(where).isZero();
        assertThat(Kept.of(store.reader().arrivals(0, 100_000))).as(where).isEqualTo(truth);
        for (int i = 0; i < truth.size(); i += 1 + truth.size() / 2_000) {
            long before = i == 0 ? 0 : truth.get(i - 1).position();
            assertThat(Kept.of(store.reader().arrivals(before, 1)).get(0))
                    .as("%s, after %s", where, before)
                    .isEqualTo(truth.get(i));
        }
        assertThat(store.book().events()).as(where).isEqualTo(truth.size());
        for (List<Run> runs : written) {
            Run last = runs.get(runs.size() - 1);
            List<Bytes> all = store.reader().runs(last.author(), 0, Long.MAX_VALUE, Integer.MAX_VALUE);
            long next = 1;
            for (Bytes encoded : all) {
                Run run = codec.decode(encoded).run().orElseThrow();
                assertThat(run.firstSeq()).as(where).isEqualTo(next);
                next = run.lastSeq() + 1;
            }
            assertThat(next - 1).as(where).isEqualTo(last.lastSeq());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "3, 4", "1, 7", "5, 9", "40, 1"})
    void everyHoleIsFilledWhateverTheRunsOfThePeer(int ahead, int together) throws IOException {
        fill(1, 24, 4);
        for (boolean indexed : new boolean[] {true, false}) {
            for (int at = 0; at < 12_000; at += 450) {
                SimDisk damaged = disk.copy();
                int segment = 1 + at / SEGMENT;
                Healing.damage(damaged, SegmentHeader.fileName(segment), at % SEGMENT, at % SEGMENT + 1, 1);
                SimIndex.Home index = indexed ? indexes.with(indexes.saves()) : new SimIndex.Home();
                isMended(damaged, index, peer(ahead, together), "at " + at + ", index: " + indexed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4", "5, 9", "40, 1"})
    void holesOfSeveralAuthorsAreFilledWhateverTheRunsOfThePeer(int ahead, int together) throws IOException {
        fill(3, 36, 2);
        for (boolean indexed : new boolean[] {true, false}) {
            for (int segment = 1; segment <= 4; segment++) {
                SimDisk damaged = disk.copy();
                Healing.damage(damaged, SegmentHeader.fileName(segment), 400, SEGMENT, 500);
                SimIndex.Home index = indexed ? indexes.with(indexes.saves()) : new SimIndex.Home();
                isMended(damaged, index, peer(ahead, together), "segment " + segment + ", index: " + indexed);
            }
        }
    }

    @Test
    void alsoWhatWasConsolidatedHereBefore() throws IOException {
        fill(3, 60, 2);
        TestStore store = open(disk, indexes, SEGMENT);
        store.tidy();
        store.close();
        for (String name : disk.names()) {
            if (SegmentName.parse(name).isPresent()) {
                for (int at = 300; at < disk.bytes(name).length; at += 300) {
                    SimDisk damaged = disk.copy();
                    Healing.damage(damaged, name, at, at + 1, 1);
                    isMended(damaged, indexes.with(indexes.saves()), peer(3, 5), name + " at " + at);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void aRunThatReachesFromOneDamagedSegmentIntoTheNextIsPutBack(int damagedSegments) throws IOException {
        fill(1, 24, 4);
        SimDisk damaged = disk.copy();
        for (int segment = 1; segment <= damagedSegments; segment++) {
            if (damaged.names().contains(SegmentHeader.fileName(segment))) {
                Healing.damage(damaged, SegmentHeader.fileName(segment), 100, SEGMENT, 100);
            }
        }
        isMended(damaged, indexes.with(indexes.saves()), peer(4, 4), damagedSegments + " segments");
    }

    @Test
    void alsoOverASegmentWhoseOtherRunsAreSound() throws IOException {
        fill(2, 60, 4);
        SimDisk damaged = disk.copy();
        for (int segment = 2; segment <= 4; segment += 2) {
            damaged.delete(SegmentHeader.fileName(segment));
        }
        isMended(damaged, indexes.with(indexes.saves()), peer(5, 6), "segments 2 and 4 gone");
    }

    @Test
    void readingByPositionFindsAlsoWhatLiesAcrossTheBordersOfBlocks() throws IOException {
        int segment = 2_400_000;
        fill(3, 900, 50, segment);
        assertThat(truth).hasSizeGreaterThan(5 * BlockBuilder.POSITIONS / 2);
        SimDisk damaged = disk.copy();
        damaged.delete(SegmentHeader.fileName(1));
        assertThat(damaged.names()).contains(SegmentHeader.fileName(3), HashSidecar.fileName(1));
        isMended(damaged, indexes.with(indexes.saves()), peer(3, 5), "segment 1 gone", segment);
    }

    @Test
    void whatLiesTooFarApartForABlockStaysMissingAndKeepsNothingElseAway() throws IOException {
        int segment = 700_000;
        TestStore store = open(disk, indexes, segment);
        TestStore peer = open(new SimDisk(), new SimIndex.Home(), segment);
        Authors rare = Authors.author(1);
        Authors busy = Authors.author(2);
        List<EventDraft> drafts = Collections.nCopies(250, EventDraft.text("test.event", ""));
        Run first = rare.run(1).run();
        store.append(first.encoded());
        for (int i = 0; i < 300; i++) {
            Bytes run = busy.run(drafts).run().encoded();
            store.append(run);
            peer.append(run);
        }
        Run second = rare.run(1).run();
        store.append(second.encoded());
        peer.append(codec.joined(List.of(first, second)).encoded());
        for (int i = 0; i < 1_000; i++) {
            Bytes run = busy.run(drafts).run().encoded();
            store.append(run);
            peer.append(run);
        }
        truth = Kept.of(store.reader().arrivals(0, 1_000_000));
        assertThat(store.reader().event(truth.get(0).hash())).isPresent();
        store.close();
        assertThat(disk.names()).contains(SegmentHeader.fileName(3), HashSidecar.fileName(1));
        disk.delete(SegmentHeader.fileName(1));
        TestStore damaged = open(disk, indexes.with(indexes.saves()), segment);
        Healing.heal(damaged, peer, segment);
        assertThat(damaged.open().store().scrubbed().missing()).isEqualTo(2);
        List<Kept> left = truth.stream()
                .filter(event -> event.position() != 1 && event.position() != 75_002)
                .toList();
        assertThat(Kept.of(damaged.reader().arrivals(0, 1_000_000))).isEqualTo(left);
        damaged.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHoleLargerThanWhatMayWaitIsFilledPieceByPiece(boolean indexed) throws IOException {
        int segment = 24 * 1024 * 1024;
        TestStore store = open(disk, indexes, segment);
        TestStore peer = open(new SimDisk(), new SimIndex.Home(), segment);
        Authors author = Authors.author(1);
        Random random = new Random(5);
        for (int i = 0; i < 140; i++) {
            List<EventDraft> drafts = new ArrayList<>();
            for (int event = 0; event < 4; event++) {
                byte[] payload = new byte[50_000];
                random.nextBytes(payload);
                drafts.add(EventDraft.of("test.event", Bytes.wrap(payload)));
            }
            Bytes run = author.run(drafts).run().encoded();
            store.append(run);
            peer.append(run);
        }
        List<Kept> all = Kept.of(store.reader().arrivals(0, 1_000));
        store.close();
        disk.delete(SegmentHeader.fileName(1));
        SimIndex.Home index = indexed ? indexes.with(indexes.saves()) : new SimIndex.Home();
        TestStore begun = open(disk, index, segment);
        Healing.begin(begun, peer, 4 * 1024 * 1024, 3);
        assertThat(begun.open().store().scrubbed().repaired()).isPositive();
        assertThat(begun.open().store().scrubbed().missing()).isPositive();
        begun.close();
        TestStore damaged = open(disk, index, segment);
        Healing.heal(damaged, peer, 4 * 1024 * 1024);
        assertThat(damaged.open().store().scrubbed().missing()).isZero();
        assertThat(Kept.of(damaged.reader().arrivals(0, 1_000))).isEqualTo(all);
        damaged.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }
}
