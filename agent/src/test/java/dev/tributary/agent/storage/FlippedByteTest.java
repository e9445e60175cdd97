package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte of a store damaged, one at a time: found by the check, and nothing of it served, whether it happens while
 * the store is closed or open. {@code -Dtributary.flip.bytes=N} sets the size of the store.
 */
class FlippedByteTest {
    private static final int BYTES = Integer.getInteger("tributary.flip.bytes", 6_000);

    private final SimDisk disk = new SimDisk();
    private final Map<EventHash, Event> truth = new HashMap<>();
    private int events;

    private static TestStore open(SimDisk disk, SimIndex.Home indexes) throws IOException {
        return new TestStore(OpenStore.open(disk, indexes, TestStore.options(), BYTES / 3, StorageMeter.NONE));
    }

    /** A closed store of several segments and two authors. */
    private SimIndex.Home fill() throws IOException {
        SimIndex.Home indexes = new SimIndex.Home();
        TestStore store = open(disk, indexes);
        Authors author = Authors.author(1);
        while (store.open().store().bytes() < BYTES) {
            store.append(author.encoded(BYTES > 100_000 ? 50 : 5));
            store.publish(1);
            store.tidy();
        }
        for (Arrival arrival : store.reader().arrivals(0, Integer.MAX_VALUE)) {
            truth.put(arrival.event().hash(), arrival.event());
        }
        events = truth.size();
        store.close();
        return indexes;
    }

    private SimDisk flipped(String name, int at) {
        SimDisk damaged = disk.copy();
        damaged.put(name, flipped(damaged.bytes(name), at));
        return damaged;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << at % 8 | (at % 3 == 0 ? 0x55 : 0));
        return flipped;
    }

    @Test
    void everyByteOfTheClosedStoreIsFoundByTheCheckAndNeverServed(TestReporter reporter) throws IOException {
        SimIndex.Home indexes = fill();
        Map<String, Integer> flips = new TreeMap<>();
        for (String name : disk.names()) {
            int size = disk.bytes(name).length;
            for (int at = 0; at < size; at++) {
                SimDisk damaged = flipped(name, at);
                assertThat(isReported(damaged)).as("%s, byte %d", name, at).isTrue();
                servesOnlyWhatIsTrue(damaged, indexes.with(indexes.saves()), name + ", byte " + at);
            }
            flips.put(name, size);
        }
        reporter.publishEntry("bytes flipped while closed", flips.toString());
        assertThat(flips.keySet())
                .contains(StoreInfo.FILE, IndexSummary.FILE)
                .anyMatch(name -> name.startsWith("merged-"))
                .anyMatch(name -> name.startsWith("segment-") && name.endsWith(".log"))
                .anyMatch(name -> name.endsWith(".hashes"));
    }

    private static boolean isReported(SimDisk damaged) throws IOException {
        try {
            return !Verify.check(damaged, (done, total) -> {}).clean();
        } catch (StoreInfo.Unreadable e) {
            return true;
        }
    }

    private void servesOnlyWhatIsTrue(SimDisk damaged, SimIndex.Home indexes, String where) throws IOException {
        TestStore store;
        try {
            store = open(damaged, indexes);
        } catch (StoreInfo.Unreadable e) {
            return;
        }
        servesOnlyWhatIsTrue(store, where);
    }

    private int servesOnlyWhatIsTrue(TestStore store, String where) throws IOException {
        List<Arrival> arrivals = store.reader().arrivals(0, Integer.MAX_VALUE);
        for (Arrival arrival : arrivals) {
            assertThat(truth.get(arrival.event().hash())).as(where).isEqualTo(arrival.event());
        }
        return arrivals.size();
    }

    @Test
    void everyByteThatIsDamagedWhileTheStoreIsOpenIsNeverServed(TestReporter reporter) throws IOException {
        SimIndex.Home indexes = fill();
        SimDisk open = disk.copy();
        TestStore store = open(open, indexes);
        int lost = 0;
        int flips = 0;
        for (String name : disk.names()) {
            if (SegmentHeader.numberOf(name).isEmpty()) {
                continue;
            }
            byte[] sound = disk.bytes(name);
            for (int at = 0; at < sound.length; at += 1) {
                open.put(name, flipped(sound, at));
                try {
                    lost += servesOnlyWhatIsTrue(store, name + ", byte " + at) < events ? 1 : 0;
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("stored run");
                    lost++;
                }
                flips++;
            }
            open.put(name, sound);
        }
        reporter.publishEntry("bytes flipped while open", flips + ", seen by reading " + lost);
        assertThat(servesOnlyWhatIsTrue(store, "healed")).isEqualTo(events);
    }

    @Test
    void everyPartOfTheIndexFileIsCheckedBeforeItIsBelieved(@TempDir Path data) throws IOException {
        List<Object> seen;
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = new TestStore(OpenStore.open(lock, TestStore.options(), StorageMeter.NONE));
            store.publish(50);
            seen = store.seen();
            store.close();
        }
        Path index = data.resolve("store").resolve("index.mapdb");
        Path marker = data.resolve("store").resolve(IndexSummary.FILE);
        byte[] sound = Files.readAllBytes(index);
        byte[] clean = Files.readAllBytes(marker);
        for (int i = 0; i < 24; i++) {
            int at = (int) ((long) sound.length * i / 24) + i;
            Files.write(index, flipped(sound, at));
            Files.write(marker, clean);
            try (DataLock lock = DataLock.take(data)) {
                TestStore store = new TestStore(OpenStore.open(lock, TestStore.options(), StorageMeter.NONE));
                assertThat(store.seen()).as("byte %d", at).isEqualTo(seen);
                store.open().close();
            }
        }
    }
}
