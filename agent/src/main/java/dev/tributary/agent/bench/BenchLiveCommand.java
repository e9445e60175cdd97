package dev.tributary.agent.bench;

import dev.tributary.api.host.Agent;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench live}: how long an event takes from the call that publishes it to a listener on another agent. */
@Command(
        name = "live",
        description = "From the publish call to a listener on another agent, over TLS, forced on both first; and how"
                + " long one force takes on this disk at the same rhythm.")
final class BenchLiveCommand implements Callable<Integer> {
    @Option(names = "--seconds", defaultValue = "30", description = "How long each run lasts (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--every", defaultValue = "10", description = "Milliseconds between events (${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--warm-up", paramLabel = "EVENTS", defaultValue = "500", description = """
            Events before the first run, 1 ms apart: with many, the agents are as those that have been up for a while\
             (${DEFAULT-VALUE}).""")
    private int warmUp;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("live");
        try (Scratch scratch = Scratch.create();
                Agent from = Agent.start(scratch.agent("a"));
                Agent to = Agent.start(
                        scratch.agent("b").with("space.id", from.space().hex()));
                LivePair pair = LivePair.link(from, to, from.syncAddress())) {
            pair.measure(warmUp, 1);
            for (int run = 0; run < repetitions.count(); run++) {
                DiskForces.measure(scratch.folder("forces"), every).note(figures, "force");
                pair.measure(seconds * 1000 / every, every).delays().note(figures, "live");
            }
        }
        repetitions.print(figures);
        return 0;
    }
}
