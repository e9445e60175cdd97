package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index takes that follows live events, consolidation and retention for a long time. */
class IndexGrowthTest {
    private static final int ROUND = 2_048;
    private static final int JOINED = 256;
    private static final int KEPT_ROUNDS = 4;
    private static final int ROUNDS = 60;
    private static final long BOUND = IndexTrees.GROWTH * IndexTrees.SMALL + (1 << 20);

    @TempDir
    private Path folder;

    private final AuthorId author = Authors.signer(1).author();

    @Test
    void aFileOfEntriesThatComeAndGoDoesNotGrowForEver() throws IOException {
        Path file = folder.resolve("index");
        RunIndex index = MapDbIndex.in(file).fresh().done();
        long largest = 0;
        int renewed = 0;
        long before = 0;
        for (int round = 0; round < ROUNDS; round++) {
            live(index, round);
            long now = Files.size(file);
            renewed += now < before ? 1 : 0;
            before = now;
            largest = Math.max(largest, now);
        }
        assertThat(renewed).as("the file was written anew").isPositive();
        assertThat(largest).isLessThanOrEqualTo(BOUND);
        check(index, ROUNDS);

        List<AuthorId> authors = index.authors();
        long checksum = index.save("stamp");
        check(MapDbIndex.in(file).reopen(authors, "stamp", checksum), ROUNDS);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.resolve("index.new")).doesNotExist();
    }

    @Test
    void whatACrashLeftOfANewFileIsRemoved() throws IOException {
        Path left = Files.writeString(folder.resolve("index.new"), "half");
        MapDbIndex.in(folder.resolve("index")).fresh().done().close();
        assertThat(left).doesNotExist();
    }

    @Test
    void anIndexThatIsFullOfEntriesIsLeftAlone() throws IOException {
        Path file = folder.resolve("index");
        RunIndex.Filling filling = MapDbIndex.in(file).fresh();
        int runs = 400_000;
        for (int run = 1; run <= runs; run++) {
            filling.put(author, run, Place.of(1, 64 + run, 1));
        }
        RunIndex index = filling.done();
        Object inode = Files.getAttribute(file, "unix:ino");
        assertThat(Files.size(file)).isGreaterThan(IndexTrees.GROWTH * IndexTrees.SMALL);
        index.removeRuns(author, 10_000);
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
        assertThat(index.places(author, 1, 1)).containsExactly(Place.of(1, 64 + 10_001, 1));
        index.close();
    }

    /** Single events; then those of the round before are joined, and the oldest go. */
    private void live(RunIndex index, int round) {
        long first = (long) round * ROUND + 1;
        for (long seq = first; seq < first + ROUND; seq++) {
            index.put(author, seq, Place.of(1 + round, 64 + seq, 1));
        }
        index.settle();
        if (round > 0) {
            for (long from = first - ROUND; from < first; from += JOINED) {
                index.replaceRuns(author, from, from + JOINED - 1, joined(from));
            }
            TreeMap<Long, Long> places = new TreeMap<>();
            places.put(first - ROUND, joined(first - ROUND));
            index.replacePositions(first - ROUND, first - 1, places);
        }
        if (round >= KEPT_ROUNDS) {
            index.removeRuns(author, first - 1 - (KEPT_ROUNDS - 1) * ROUND);
        }
    }

    private static long joined(long from) {
        return Place.of(SegmentName.MERGED, 64 + from, JOINED);
    }

    private void check(RunIndex index, int rounds) {
        long end = (long) rounds * ROUND;
        long oldest = end - KEPT_ROUNDS * ROUND + 1;
        List<RunIndex.Entry> entries = index.entries(author, 1, Integer.MAX_VALUE);
        assertThat(entries.get(0)).isEqualTo(new RunIndex.Entry(oldest + JOINED - 1, joined(oldest)));
        assertThat(entries.get(entries.size() - 1).lastSeq()).isEqualTo(end);
        assertThat(entries).hasSize((KEPT_ROUNDS - 1) * ROUND / JOINED + ROUND);
        assertThat(index.placeAtOrBefore(oldest + 5)).isEqualTo(joined(oldest));
    }
}
