package dev.tributary.agent.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench idle}: what an agent costs that has nothing to do. */
@Command(name = "idle", description = "Time from start to ready, and memory, of an agent that holds many events.")
final class BenchIdleCommand implements Callable<Integer> {
    private static final double MIB = 1024.0 * 1024.0;

    @Mixin
    private StoredEvents stored = new StoredEvents(100_000);

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Option(names = "--settle", defaultValue = "10", description = "Seconds before memory is read (${DEFAULT-VALUE}).")
    private int settle;

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("idle");
        try (Scratch scratch = Scratch.create()) {
            FilledStore.make(
                    scratch.folder("a"),
                    new FilledStore.Plan(stored.events(), stored.authors(), BenchPayload.random(100), true),
                    Optional.empty());
            for (int run = 0; run < repetitions.count(); run++) {
                try (AgentProcess agent = AgentProcess.start(scratch.folder("a"))) {
                    figures.add("start_to_ready", agent.startTime().toMillis() / 1000.0, "s");
                    Waits.pause(Duration.ofSeconds(settle));
                    figures.add("rss", agent.memory("VmRSS") / MIB, "MiB");
                    figures.add("rss_peak", agent.memory("VmHWM") / MIB, "MiB");
                    figures.add("cpu", agent.cpu().toMillis() / 1000.0, "s since start");
                }
            }
        }
        repetitions.print(figures);
        return 0;
    }
}
