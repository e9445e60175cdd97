package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code bench soak}, with real processes. */
class SoakRunTest {
    @TempDir
    private Path folder;

    @Test
    void agentsThatPublishPruneRestartAndLoseTheirLinkLoseNothing(TestReporter reporter)
            throws IOException, InterruptedException {
        SoakRun.Plan plan = new SoakRun.Plan(
                3_000, Duration.ofSeconds(20), 500, 2_000, Duration.ofSeconds(4), 4, Duration.ofSeconds(3), 7);
        List<String> lines = new ArrayList<>();
        SoakRun run = new SoakRun(folder, plan, lines::add);
        List<String> problems = run.run();
        lines.forEach(line -> reporter.publishEntry("line", line));
        assertThat(problems).isEmpty();
        assertThat(lines).isNotEmpty();
        Figures figures = new Figures("soak");
        run.note(figures);
        StringWriter text = new StringWriter();
        figures.print(new java.io.PrintWriter(text));
        // How many restarts fit into the time depends on how busy the machine is.
        assertThat(text.toString())
                .contains("\"missing\":0.000", "\"errors\":0.000")
                .containsPattern("\"restarts\":[2-4]\\.000");
    }
}
