package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What a repair does without peers: nothing that checks is lost, what is missing is named to the event, and the agent
 * that starts afterwards asks for exactly that.
 */
class OfflineRepairTest {
    private static final int SEGMENT = 3_000;
    private static final int STEP = Integer.getInteger("tributary.repair.step", 83);

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private List<Kept> truth = List.of();
    private final Map<AuthorId, Long> heads = new TreeMap<>();

    private static TestStore open(SimDisk disk, SimIndex.Home indexes) throws IOException {
        return new TestStore(OpenStore.open(disk, indexes, TestStore.options(), SEGMENT, StorageMeter.NONE));
    }

    private void fill() throws IOException {
        TestStore store = open(disk, indexes);
        Authors one = Authors.author(1);
        Authors two = Authors.author(2);
        for (int i = 0; i < 12; i++) {
            store.append((i % 3 == 0 ? two : one).encoded(1 + i % 4));
            store.publish(1);
            store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value " + i)));
            store.writer().commit(TestStore.NOW);
        }
        truth = Kept.of(store.reader().arrivals(0, 10_000));
        store.book()
                .heads()
                .heads()
                .forEach((author, head) -> heads.put(author, head.head().seq()));
        assertThat(store.reader().event(truth.get(0).hash())).isPresent();
        store.close();
        assertThat(disk.names()).contains(SegmentHeader.fileName(4), HashSidecar.fileName(1));
    }

    private static RepairReport repair(SimDisk disk) throws IOException {
        return OfflineRepair.run(disk, new SimIndex.Home(), new FenceFile.Content.Absent(), (done, total) -> {});
    }

    private static VerifyReport check(SimDisk disk) throws IOException {
        return Verify.check(disk, (done, total) -> {});
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        return flipped;
    }

    /** Author and seq of all events that a store shows. */
    private static Map<AuthorId, List<Long>> seqs(TestStore store) throws IOException {
        return store.reader().arrivals(0, 10_000).stream()
                .map(arrival -> arrival.event().ref())
                .collect(Collectors.groupingBy(
                        ref -> ref.author(), TreeMap::new, Collectors.mapping(ref -> ref.seq(), Collectors.toList())));
    }

    @Test
    void whateverByteIsFlippedOnlyWhatIsNamedIsMissing(TestReporter reporter) throws IOException {
        fill();
        int mended = 0;
        int named = 0;
        for (String name : disk.names()) {
            for (int at = 0; at < disk.bytes(name).length; at += STEP) {
                SimDisk damaged = disk.copy();
                damaged.put(name, flipped(damaged.bytes(name), at));
                RepairReport report = repair(damaged);
                String where = name + ", byte " + at + ": " + report;
                TestStore store = open(damaged, new SimIndex.Home());
                Map<AuthorId, List<Long>> expected = new TreeMap<>();
                heads.forEach((author, head) -> expected.put(
                        author,
                        LongStream.rangeClosed(1, head)
                                .filter(seq -> report.missing().stream()
                                        .noneMatch(hole -> hole.author().equals(author) && hole.holds(seq)))
                                .boxed()
                                .toList()));
                expected.values().removeIf(Collection::isEmpty);
                assertThat(seqs(store)).as(where).isEqualTo(expected);
                assertThat(truth).as(where).containsAll(Kept.of(store.reader().arrivals(0, 10_000)));
                assertThat(store.book().state("plugin")).as(where).containsEntry("key", Bytes.utf8("value 11"));
                assertThat(new ArrayList<>(
                                store.open().store().repairs().orElseThrow().wanted()))
                        .as(where)
                        .isEqualTo(report.missing());
                store.close();
                if (report.missing().isEmpty()) {
                    assertThat(check(damaged).problems()).as(where).isEmpty();
                    mended++;
                } else {
                    named++;
                }
            }
        }
        reporter.publishEntry("flips", mended + " mended without peers, " + named + " named");
        assertThat(mended).isPositive();
        assertThat(named).isPositive();
    }

    @Test
    void whatIsFoundOnceIsNotServedAfterTheNextStartEither() throws IOException {
        fill();
        String name = SegmentHeader.fileName(2);
        disk.put(name, flipped(disk.bytes(name), SegmentHeader.SIZE + 120));
        RepairReport report = repair(disk);
        assertThat(report.missingEvents()).isPositive();
        assertThat(repair(disk).missing()).isEqualTo(report.missing());
        TestStore store = open(disk, new SimIndex.Home());
        assertThat(store.reader().arrivals(0, 10_000)).hasSize(truth.size() - (int) report.missingEvents());
        store.close();
    }

    @Test
    void theEndOfTheOwnLogIsMissedByItsFence() throws IOException {
        fill();
        AuthorId own = Authors.signer(0).author();
        dev.tributary.agent.identity.FenceRecord record = new dev.tributary.agent.identity.FenceRecord(
                own,
                Authors.SPACE,
                Bytes.wrap(new byte[16]),
                1,
                20,
                truth.get(0).hash(),
                true);
        RepairReport report =
                OfflineRepair.run(disk, new SimIndex.Home(), new FenceFile.Content.Kept(record), (done, total) -> {});
        assertThat(report.missing()).containsExactly(new Hole(own, heads.get(own) + 1, 20));
        assertThat(report.missingEvents()).isEqualTo(20 - heads.get(own));
    }

    @Test
    void theStoresFileComesBackFromASegmentAndTheDamagedOneIsSetAside() throws IOException {
        fill();
        for (boolean missing : new boolean[] {false, true}) {
            SimDisk damaged = disk.copy();
            byte[] content = damaged.bytes(StoreInfo.FILE);
            damaged.delete(StoreInfo.FILE);
            if (!missing) {
                content[content.length / 2] ^= 1;
                damaged.put(StoreInfo.FILE, content);
                assertThatThrownBy(() -> open(damaged, new SimIndex.Home()))
                        .isInstanceOf(StoreInfo.Unreadable.class)
                        .hasMessageContaining("'tributary verify --repair'");
            }
            assertThat(repair(damaged).missing()).isEmpty();
            assertThat(check(damaged).problems()).isEmpty();
            assertThat(damaged.names().contains(StoreInfo.FILE + OfflineRepair.DAMAGED))
                    .isEqualTo(!missing);
            TestStore store = open(damaged, new SimIndex.Home());
            assertThat(Kept.of(store.reader().arrivals(0, 10_000))).isEqualTo(truth);
            store.close();
        }
    }

    @Test
    void aDamagedMergedSegmentDoesNotTakeThePlaceOfWhatItWasMadeOf() throws IOException {
        fill();
        SimDisk merged = disk.copy();
        TestStore store = open(merged, indexes.with(indexes.saves()));
        store.tidy();
        store.close();
        String name = merged.names().stream()
                .filter(file -> file.startsWith("merged-"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = merged.bytes(name);
        for (boolean sound : new boolean[] {true, false}) {
            SimDisk both = disk.copy();
            both.delete(IndexSummary.FILE);
            both.put(name, sound ? bytes : flipped(bytes, bytes.length / 2));
            RepairReport report = repair(both);
            assertThat(report.missing()).isEmpty();
            assertThat(both.names().contains(name)).isEqualTo(sound);
            assertThat(both.names().contains(SegmentHeader.fileName(1))).isEqualTo(!sound);
            TestStore again = open(both, new SimIndex.Home());
            assertThat(Kept.of(again.reader().arrivals(0, 10_000))).isEqualTo(truth);
            again.close();
        }
    }

    @Test
    void aStoreOfANewerProgramIsLeftAlone() throws IOException {
        fill();
        String newer = disk.content(StoreInfo.FILE).utf8().replace("format=2", "format=3");
        String lines = newer.substring(0, newer.indexOf("checksum="));
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(Bytes.utf8(lines).asBuffer());
        String whole = lines + "checksum=" + String.format("%08x", crc.getValue()) + "\n";
        disk.put(StoreInfo.FILE, Bytes.utf8(whole).toArray());
        SimDisk before = disk.copy();
        assertThatThrownBy(() -> repair(disk)).isInstanceOf(StoreInfo.Unreadable.class);
        assertThat(disk.contents().keySet()).isEqualTo(before.contents().keySet());
    }

    @Test
    void aRepairOfWhatIsSoundChangesNothingThatAReaderSees() throws IOException {
        fill();
        RepairReport report = repair(disk);
        assertThat(report.done()).isEmpty();
        assertThat(report.missing()).isEmpty();
        assertThat(check(disk).problems()).isEmpty();
        TestStore store = open(disk, new SimIndex.Home());
        assertThat(Kept.of(store.reader().arrivals(0, 10_000))).isEqualTo(truth);
        store.close();
    }
}
