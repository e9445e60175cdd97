package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking up by author and seq and by position, in memory, in the file and after reopening. */
class MapDbIndexTest {
    private static final int RUNS = 5_000;

    @TempDir
    private Path folder;

    private final AuthorId one = Authors.signer(1).author();
    private final AuthorId two = Authors.signer(2).author();

    @Test
    void findsTheRunThatHoldsASeqOrTheFirstAfterIt() {
        RunIndex.Home home = MapDbIndex.in(folder.resolve("index"));
        RunIndex index = home.fresh().done();
        fill(index);
        check(index);
        List<AuthorId> authors = index.authors();
        long checksum = index.save("stamp");
        index.close();
        RunIndex again = home.reopen(authors, "stamp", checksum);
        check(again);
        again.save("other");
    }

    @Test
    void whatIsMovedToTheFileMeanwhileIsFoundAllTheTime() throws InterruptedException {
        RunIndex.Home home = MapDbIndex.in(folder.resolve("index"));
        RunIndex index = home.fresh().done();
        AtomicBoolean filled = new AtomicBoolean();
        Thread tidy = new Thread(() -> {
            while (!filled.get()) {
                index.settle();
            }
        });
        tidy.start();
        for (int run = 1; run <= RUNS; run++) {
            index.put(one, run, Place.of(1, run, 1));
            assertThat(index.places(one, 1, 1)).hasSize(1);
            assertThat(index.places(one, run, 2)).containsExactly(Place.of(1, run, 1));
        }
        filled.set(true);
        tidy.join();
        index.settle();
        assertThat(index.entries(one, 1, RUNS + 1)).hasSize(RUNS);
        List<AuthorId> authors = index.authors();
        long checksum = index.save("stamp");
        assertThat(home.reopen(authors, "stamp", checksum).entries(one, 1, RUNS + 1))
                .extracting(RunIndex.Entry::lastSeq)
                .isSorted()
                .hasSize(RUNS);
    }

    @Test
    void anIndexThatCouldNotBeWrittenTakesNoMore() {
        RunIndex index = MapDbIndex.in(folder.resolve("index")).fresh().done();
        fill(index);
        index.close();
        assertThatThrownBy(index::settle).isInstanceOf(Throwable.class);
        assertThatThrownBy(() -> index.put(two, 1_000_000, Place.of(1, 1, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not be written");
    }

    @Test
    void anIndexOfAnotherMomentIsRefused() {
        RunIndex.Home home = MapDbIndex.in(folder.resolve("index"));
        RunIndex index = home.fresh().done();
        fill(index);
        long checksum = index.save("yesterday");
        assertThatThrownBy(() -> home.reopen(List.of(), "today", checksum)).isInstanceOf(IllegalStateException.class);
        assertThat(home.fresh().done().places(one, 1, 10)).isEmpty();
    }

    @Test
    void anInterruptedReaderDoesNotCloseTheIndex() {
        RunIndex index = MapDbIndex.in(folder.resolve("index")).fresh().done();
        fill(index);
        Thread.currentThread().interrupt();
        assertThat(index.places(one, 1, 1)).hasSize(1);
        assertThat(index.placeAtOrBefore(41)).isNotZero();
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        check(index);
        index.close();
    }

    @Test
    void anIndexThatIsMadeOfAllRunsAtOnceTakesMore() throws IOException {
        RunIndex.Home home = MapDbIndex.in(folder.resolve("index"));
        RunIndex index;
        try (RunIndex.Filling filling = home.fresh()) {
            fill(filling);
            index = filling.done();
        }
        check(index);
        for (int i = RUNS; i < 2 * RUNS; i++) {
            index.put(two, 1 + i, Place.of(2, 100 + i, 1));
        }
        index.replaceRuns(two, 1, 10, Place.of(3, 7, 10));
        assertThat(index.places(two, 1, 2)).containsExactly(Place.of(3, 7, 10), Place.of(2, 110, 1));
        assertThat(index.places(two, 10, 2 * RUNS)).hasSize(2 * RUNS - 9);
        List<AuthorId> authors = index.authors();
        long checksum = index.save("stamp");
        assertThat(home.reopen(authors, "stamp", checksum).places(two, 1, 3 * RUNS))
                .hasSize(2 * RUNS - 9);
    }

    @Test
    void runsAreSortedInChunksAndTheLastOfOneKeyCounts() throws IOException {
        Path file = folder.resolve("runs");
        Random random = new Random(7);
        SortedMap<String, SortedRuns.Run> expected = new TreeMap<>();
        List<SortedRuns.Run> sorted = new ArrayList<>();
        try (SortedRuns runs = new SortedRuns(file, 10)) {
            for (int i = 0; i < 1_005; i++) {
                SortedRuns.Run run = new SortedRuns.Run(random.nextInt(5), 1 + random.nextInt(300), i);
                expected.put(String.format(Locale.ROOT, "%d %03d", run.author(), run.lastSeq()), run);
                runs.add(run);
            }
            runs.handOver(sorted::add);
            assertThat(file).exists();
        }
        assertThat(sorted).containsExactlyElementsOf(expected.values());
        assertThat(file).doesNotExist();
    }

    /** Runs of three events for one author, starting at 10; runs of one event for the other. */
    private void fill(IndexedRuns index) {
        for (int i = 0; i < RUNS; i++) {
            index.put(one, 12 + 3L * i, Place.of(1, 100 + i, 3));
            index.put(two, 1 + i, Place.of(2, 100 + i, 1));
            if (i % 10 == 0) {
                index.putPosition(1 + 4L * i, Place.of(1, 100 + i, 3));
            }
        }
    }

    private void check(RunIndex index) {
        assertThat(index.places(one, 1, 2)).containsExactly(Place.of(1, 100, 3), Place.of(1, 101, 3));
        assertThat(index.places(one, 12, 1)).containsExactly(Place.of(1, 100, 3));
        assertThat(index.places(one, 13, 1)).containsExactly(Place.of(1, 101, 3));
        assertThat(index.places(two, RUNS, 10)).containsExactly(Place.of(2, 100 + RUNS - 1, 1));
        assertThat(index.places(two, RUNS + 1, 10)).isEmpty();
        assertThat(index.places(two, 1, RUNS + 1)).hasSize(RUNS);
        assertThat(index.places(Authors.signer(3).author(), 1, 1)).isEmpty();
        assertThat(index.placeAtOrBefore(0)).isZero();
        assertThat(index.placeAtOrBefore(1)).isEqualTo(Place.of(1, 100, 3));
        assertThat(index.placeAtOrBefore(40)).isEqualTo(Place.of(1, 100, 3));
        assertThat(index.placeAtOrBefore(41)).isEqualTo(Place.of(1, 110, 3));
        assertThat(index.placeAtOrBefore(Long.MAX_VALUE)).isEqualTo(Place.of(1, 100 + RUNS - 10, 3));
    }
}
