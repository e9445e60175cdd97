package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A stored run whose checksum and hashes are right and whose signature is not is damage like any other. */
class BadSignatureTest {
    private static final RunCodec CODEC = new RunCodec(LogLimits.STANDARD);

    private final SimDisk disk = new SimDisk();
    private final Authors one = Authors.author(1);

    private TestStore open() throws IOException {
        return TestStore.open(disk);
    }

    /** The run with one bit of its signature turned. */
    private static CheckedRun unsigned(CheckedRun run) {
        byte[] bytes = run.run().encoded().toArray();
        bytes[bytes.length - Run.SIGNATURE_SIZE] ^= 1;
        return CODEC.trust(Authors.SPACE, CODEC.decode(Bytes.wrap(bytes)).run().orElseThrow());
    }

    /** What no check at the door lets in: a good run, one with a bad signature, a good one behind it. */
    private Bytes fill() throws IOException {
        TestStore store = open();
        store.append(one.encoded(3));
        CheckedRun good = one.run(4);
        StoreRecord bad = new StoreRecord.NewRun(unsigned(good), store.book().position() + 1);
        store.open().store().commit(List.of(bad));
        store.book().take(bad);
        store.close();
        TestStore again = open();
        again.append(one.encoded(2));
        again.close();
        return good.run().encoded();
    }

    private static void keepMark(TestStore store) throws IOException {
        Optional<Bytes> mark = store.open().store().takeMark();
        mark.ifPresent(value -> store.writer().putState("tributary", Scrub.KEY, mark));
        store.writer().commit(TestStore.NOW);
    }

    @Test
    void itIsFoundByTheScrubNotServedFetchedAgainAndTheStoreVerifies() throws IOException {
        Bytes good = fill();
        TestStore store = open();
        List<Kept> truth = Kept.of(store.reader().arrivals(0, 100));
        assertThat(Verify.check(disk.copy(), (done, total) -> {}).problems()).isNotEmpty();
        store.tidy();
        Hole hole = new Hole(one.id(), 4, 7);
        assertThat(store.open().store().repairs().orElseThrow().wanted()).containsExactly(hole);
        assertThat(store.reader().events(one.id(), 0, 100)).hasSize(3);
        keepMark(store);
        store.open().close();

        TestStore again = open();
        assertThat(again.reader().events(one.id(), 0, 100))
                .as("before anything is read again")
                .hasSize(3);
        assertThat(again.reader().runs(one.id(), 3, 9, 100_000)).isEmpty();
        assertThat(again.open().store().repairs().orElseThrow().wanted()).containsExactly(hole);
        assertThat(again.append(good)).isInstanceOf(Verdict.Accepted.class);
        for (int i = 0; i < 3; i++) {
            again.tidy();
            keepMark(again);
        }
        assertThat(again.open().store().repairs().orElseThrow().wanted()).isEmpty();
        assertThat(Kept.of(again.reader().arrivals(0, 100))).isEqualTo(truth);
        again.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void theRepairWithoutPeersNamesIt() throws IOException {
        fill();
        RepairReport report = OfflineRepair.run(
                disk,
                new SimIndex.Home(),
                new dev.tributary.agent.identity.FenceFile.Content.Absent(),
                (done, total) -> {});
        assertThat(report.missing()).containsExactly(new Hole(one.id(), 4, 7));
        TestStore again = open();
        assertThat(again.reader().events(one.id(), 0, 100)).hasSize(3);
        again.close();
    }

    @Test
    void whatIsSoundStaysSoundAndAStepIsBounded(TestReporter reporter) throws IOException {
        TestStore store = open();
        for (int i = 0; i < 2_500; i++) {
            store.append(one.encoded(1));
        }
        ScrubCounters before = store.open().store().scrubbed();
        long start = System.nanoTime();
        store.open().store().tidy();
        long took = System.nanoTime() - start;
        long bytes = store.open().store().scrubbed().bytes() - before.bytes();
        reporter.publishEntry("one step over runs of one event", bytes + " bytes in " + took / 1_000 + " us");
        assertThat(bytes).isPositive().isLessThan(store.open().store().bytes() / 2);
        for (int i = 0; i < 4; i++) {
            store.open().store().tidy();
        }
        assertThat(store.open().store().scrubbed().passes()).isEqualTo(1);
        assertThat(store.open().store().scrubbed().damages()).isZero();
        store.close();
    }
}
