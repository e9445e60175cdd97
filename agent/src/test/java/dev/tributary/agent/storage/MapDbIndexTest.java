package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import java.nio.file.Path;
import java.util.List;
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
        RunIndex index = home.fresh();
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
    void anIndexOfAnotherMomentIsRefused() {
        RunIndex.Home home = MapDbIndex.in(folder.resolve("index"));
        RunIndex index = home.fresh();
        fill(index);
        long checksum = index.save("yesterday");
        assertThatThrownBy(() -> home.reopen(List.of(), "today", checksum)).isInstanceOf(IllegalStateException.class);
        assertThat(home.fresh().places(one, 1, 10)).isEmpty();
    }

    @Test
    void anInterruptedReaderDoesNotCloseTheIndex() {
        RunIndex index = MapDbIndex.in(folder.resolve("index")).fresh();
        fill(index);
        Thread.currentThread().interrupt();
        assertThat(index.places(one, 1, 1)).hasSize(1);
        assertThat(index.placeAtOrBefore(41)).isNotZero();
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        check(index);
        index.close();
    }

    /** Runs of three events for one author, starting at 10; runs of one event for the other. */
    private void fill(RunIndex index) {
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
