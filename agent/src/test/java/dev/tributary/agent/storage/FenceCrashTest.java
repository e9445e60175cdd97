package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.OwnLogGuard.State;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store and its fence after every kind of end: only a store that was set back is taken for one. */
class FenceCrashTest {
    private static final int COMMITS = 8;

    @TempDir
    private Path folder;

    /** What lies on the two disks at one moment. */
    private record Moment(SimDisk store, Bytes fence) {}

    @Test
    void aFenceThatLostItsLastWritesMeansNothingAndAStoreThatDidIsFound() throws IOException {
        List<Moment> moments = life(new SimDisk());
        for (int store = 0; store < moments.size(); store++) {
            for (int fence = 0; fence < moments.size(); fence++) {
                State state =
                        opened(moments.get(store).store(), moments.get(fence).fence());
                assertThat(state)
                        .as("store of moment %d, fence of moment %d", store, fence)
                        .isEqualTo(fence <= store ? State.NORMAL : State.RECOVERING);
            }
        }
    }

    @Test
    void aPowerCutAtAnyMomentIsNoCause() throws IOException {
        for (Moment moment : life(new SimDisk())) {
            SimDisk cut = moment.store().copy();
            cut.crash();
            assertThat(opened(cut, moment.fence())).isEqualTo(State.NORMAL);
        }
    }

    @Test
    void aStoreThatWasSetBackToAnEarlierOpeningIsFoundWhenTheFenceLostItsLastWrites() throws IOException {
        SimDisk disk = new SimDisk();
        List<Moment> first = life(disk);
        Bytes early = first.get(0).fence();
        Path path = folder.resolve("again");
        Files.write(path, first.get(COMMITS).fence().toArray());
        try (OpenStore again = open(disk, path)) {
            again.writer().publish(List.of(EventDraft.text("test", "more")));
        }
        Bytes opened = Bytes.wrap(Files.readAllBytes(path));
        assertThat(opened).isNotEqualTo(early);
        assertThat(opened(first.get(COMMITS).store(), opened)).isEqualTo(State.RECOVERING);
    }

    @Test
    void aStoreThatIsSetBackGetsANewStoreIdOnceAndKeepsItsEvents() throws IOException {
        List<Moment> moments = life(new SimDisk());
        SimDisk disk = moments.get(3).store().copy();
        Path path = folder.resolve("own");
        Files.write(path, moments.get(6).fence().toArray());
        try (OpenStore before = OpenStore.open(
                        moments.get(3).store().copy(), MapDbIndex.inMemory(), TestStore.options(), StorageMeter.NONE);
                OpenStore after = open(disk, path)) {
            assertThat(after.id()).isNotEqualTo(before.id());
            assertThat(after.book().events()).isEqualTo(before.book().events()).isEqualTo(3);
        }
        disk.delete(IndexSummary.FILE);
        try (OpenStore again = open(disk, path)) {
            assertThat(again.book().events()).isEqualTo(3);
            assertThat(again.fence().orElseThrow().now().state()).isEqualTo(State.RECOVERING);
        }
    }

    @Test
    void verifyFindsNothingWrongWithAStoreThatWasSetBack() throws IOException {
        SimDisk disk = new SimDisk();
        Path path = folder.resolve("large");
        Random random = new Random(1);
        try (OpenStore store = open(disk, path)) {
            for (int i = 0; i < 40; i++) {
                byte[] payload = new byte[60_000];
                random.nextBytes(payload);
                store.writer().publish(List.of(EventDraft.of("test", Bytes.wrap(payload))));
                store.writer().commit(TestStore.NOW);
            }
            store.tidyAll();
        }
        SimDisk before = disk.copy();
        assertThat(before.names()).anyMatch(name -> name.endsWith(".hashes"));
        open(disk, path).close();

        open(before, path).close();

        assertThat(Verify.check(before, (done, total) -> {}).problems()).isEmpty();
    }

    /** The moment after opening, then the one after each commit. */
    private List<Moment> life(SimDisk disk) throws IOException {
        Path path = Files.createTempDirectory(folder, "life").resolve("own");
        List<Moment> moments = new ArrayList<>();
        OpenStore store = open(disk, path);
        moments.add(new Moment(disk.copy(), Bytes.wrap(Files.readAllBytes(path))));
        for (int i = 0; i < COMMITS; i++) {
            store.writer().publish(List.of(EventDraft.text("test", "event " + i)));
            store.writer().commit(TestStore.NOW);
            moments.add(new Moment(disk.copy(), Bytes.wrap(Files.readAllBytes(path))));
        }
        return moments;
    }

    private State opened(SimDisk disk, Bytes fence) throws IOException {
        Path path = Files.write(folder.resolve("tried"), fence.toArray());
        try (OpenStore store = open(disk.copy(), path)) {
            return store.fence().orElseThrow().now().state();
        }
    }

    private static OpenStore open(SimDisk disk, Path fence) throws IOException {
        return OpenStore.open(
                disk,
                MapDbIndex.inMemory(),
                TestStore.options(),
                StorageMeter.NONE,
                Optional.of(new Fencing(new FenceFile(fence), false, false, true)));
    }
}
