package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A disk that refuses to read some of its pages costs what lies on them and nothing else, until a peer brings that. */
class ReadErrorsTest {
    private static final int SEGMENT = 64 * 1024;

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private TestStore peer;
    private List<Kept> truth = List.of();

    private static TestStore open(SimDisk disk, SimIndex.Home indexes) throws IOException {
        return new TestStore(OpenStore.open(disk, indexes, TestStore.options(), SEGMENT, StorageMeter.NONE));
    }

    /** Two stores with the same log, several segments long; the first is returned open. */
    private TestStore filled(int events) throws IOException {
        TestStore store = open(disk, indexes);
        peer = open(new SimDisk(), new SimIndex.Home());
        Random random = new Random(1);
        for (int i = 0; i < events; i++) {
            byte[] payload = new byte[1_000];
            random.nextBytes(payload);
            store.writer().publish(List.of(EventDraft.of("test.own", Bytes.wrap(payload))));
            store.writer().commit(TestStore.NOW);
        }
        for (Bytes run : store.reader().runs(Authors.signer(0).author(), 0, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            peer.append(run);
        }
        truth = seen(store);
        return store;
    }

    private static List<Kept> seen(TestStore store) throws IOException {
        return Kept.of(store.reader().arrivals(0, 10_000));
    }

    @Test
    void aRefusedPageOfASealedSegmentCostsItsEventsUntilAPeerBringsThem() throws IOException {
        TestStore store = filled(200);
        disk.refuseReads(SegmentHeader.fileName(2), 20_000, 20_001);
        store.open().store().tidy();
        List<Kept> left = seen(store);
        assertThat(truth).containsAll(left);
        assertThat(left.size()).isBetween(truth.size() - 6, truth.size() - 1);
        assertThat(Healing.heal(store, peer)).isBetween(1L, 6L);
        assertThat(disk.names()).doesNotContain(SegmentHeader.fileName(2));
        assertThat(seen(store)).isEqualTo(truth);
        store.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void aStoreWithRefusedPagesOpensAndMends() throws IOException {
        filled(200).close();
        for (String name : disk.names()) {
            int size = disk.bytes(name).length;
            for (int at = 0; at < size; at += 30_000) {
                SimDisk bad = disk.copy();
                bad.refuseReads(name, at, at + 1);
                String where = name + ", byte " + at;
                if (name.equals(StoreInfo.FILE)) {
                    assertThatThrownBy(() -> open(bad, new SimIndex.Home())).hasMessageContaining("verify --repair");
                    continue;
                }
                TestStore store = open(bad, new SimIndex.Home());
                assertThat(truth).as(where).containsAll(seen(store));
                Healing.heal(store, peer);
                assertThat(seen(store)).as(where).isEqualTo(truth);
                store.close();
            }
        }
    }

    /** After a crash nobody knows where the log ended: what cannot be read there may have been acknowledged. */
    @Test
    void theEndOfTheLogIsNotCutWhereItCannotBeRead() throws IOException {
        filled(30);
        SimDisk crashed = disk.copy();
        String name = SegmentHeader.fileName(1);
        byte[] before = crashed.bytes(name);
        int last = IntStream.iterate(before.length - 1, i -> i - 1)
                .filter(i -> before[i] != 0)
                .findFirst()
                .orElseThrow();
        crashed.refuseReads(name, last, last + 1);
        TestStore store = open(crashed, new SimIndex.Home());
        assertThat(truth)
                .containsAll(seen(store))
                .hasSizeGreaterThan(seen(store).size());
        assertThat(crashed.bytes(name)).as("nothing was cut or written over").startsWith(before);
        store.open().close();

        crashed.refuseReads(name, 0, 0);
        TestStore again = open(crashed, new SimIndex.Home());
        assertThat(seen(again)).as("a disk that reads again brings all of it").isEqualTo(truth);
        again.close();
    }

    @Test
    void aRefusedFileOfHashesIsMadeAnew() throws IOException {
        TestStore store = filled(200);
        List<EventRef> refs = new ArrayList<>();
        store.reader()
                .arrivals(0, 10_000)
                .forEach(arrival -> refs.add(arrival.event().ref()));
        assertThat(store.reader().event(refs.get(0).hash())).isPresent();
        String hashes = HashSidecar.fileName(1);
        assertThat(disk.names()).contains(hashes);
        disk.refuseReads(hashes, 0, 1_000_000);
        for (EventRef ref : refs) {
            assertThat(store.reader().event(ref.hash())).as("seq %d", ref.seq()).isPresent();
        }
        store.close();
    }

    @Test
    void allButTheRefusedPagesIsReadWhateverIsAskedFor() throws IOException {
        byte[] content = new byte[5 * PatientReads.PAGE + 100];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 251 + 1);
        }
        disk.put("file", content);
        for (int bad = 0; bad < content.length; bad += 1_777) {
            disk.refuseReads("file", bad, bad + 1);
            for (int at = 0; at < content.length; at += 999) {
                for (int wanted : new int[] {1, 4_096, 9_000, 30_000}) {
                    reads(content, bad, at, wanted);
                }
            }
        }
    }

    private void reads(byte[] content, int bad, int at, int wanted) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(wanted + 8).position(8);
        List<long[]> refused = new ArrayList<>();
        int expected = Math.min(wanted, content.length - at);
        try (StoreFile file = disk.open("file")) {
            int read = PatientReads.read(file, at, target, (from, to) -> refused.add(new long[] {from, to}));
            assertThat(read).isEqualTo(expected);
            assertThat(target.position()).isEqualTo(8 + expected);
        }
        boolean touched = bad >= at && bad < at + expected;
        assertThat(refused).hasSize(touched ? 1 : 0);
        for (int i = 0; i < expected; i++) {
            boolean lost = touched && at + i >= refused.get(0)[0] && at + i < refused.get(0)[1];
            assertThat(target.get(8 + i)).isEqualTo(lost ? 0 : content[at + i]);
        }
        if (touched) {
            assertThat(refused.get(0)[1] - refused.get(0)[0]).isBetween(1L, (long) PatientReads.PAGE);
            assertThat((long) bad).isBetween(refused.get(0)[0], refused.get(0)[1] - 1);
        }
    }

    @Test
    void aFileThatIsClosedIsNotTakenForABadDisk() throws IOException {
        java.nio.file.Path folder = java.nio.file.Files.createTempDirectory("tributary-reads");
        try {
            java.nio.file.Files.write(folder.resolve("file"), new byte[10]);
            DiskFiles files = new DiskFiles(folder);
            StoreFile file = files.open("file");
            file.close();
            assertThatThrownBy(() -> PatientReads.read(file, 0, ByteBuffer.allocate(5), (from, to) -> {}))
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(files.readErrors()).isZero();
        } finally {
            java.nio.file.Files.delete(folder.resolve("file"));
            java.nio.file.Files.delete(folder);
        }
    }
}
