package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed; {@code -Dtributary.crash.cycles=N} kills more, and so does {@code bench crash}. */
class CrashRunTest {
    private static final int CYCLES = Integer.getInteger("tributary.crash.cycles", 3);

    @TempDir
    private Path folder;

    @Test
    void agentsThatAreKilledAtAnyMomentLoseNothing(TestReporter reporter) throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        reporter.publishEntry("seed", Long.toString(seed));
        CrashRun run = new CrashRun(folder, seed, sentence -> reporter.publishEntry("problem", sentence));
        assertThat(run.round(CYCLES)).as("seed %d", seed).isEmpty();
        assertThat(run.counts().cycles()).isEqualTo(CYCLES);
        assertThat(run.counts().events()).isPositive();
        assertThat(run.counts().values()).isPositive();
    }
}
