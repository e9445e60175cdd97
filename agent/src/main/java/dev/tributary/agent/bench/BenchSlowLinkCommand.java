package dev.tributary.agent.bench;

import dev.tributary.api.host.Agent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench slow-link}: live events on a narrow link that is busy with a backlog. */
@Command(
        name = "slow-link",
        description = "Delay of live events on a narrow link while a backlog goes over it, through a slow proxy.")
final class BenchSlowLinkCommand implements Callable<Integer> {
    private static final int PAYLOAD = 100;

    @Option(names = "--bits", defaultValue = "64000", description = "Bits a second (${DEFAULT-VALUE}).")
    private long bits;

    @Option(names = "--round-trip", defaultValue = "600", description = "Milliseconds (${DEFAULT-VALUE}).")
    private long roundTrip;

    @Option(names = "--backlog", defaultValue = "100000", description = "Events that wait (${DEFAULT-VALUE}).")
    private long backlog;

    @Option(names = "--events", defaultValue = "1000", description = "Live events (${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--every", defaultValue = "100", description = "Milliseconds between them (${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--settle", defaultValue = "20", description = "Seconds of backlog alone first (${DEFAULT-VALUE}).")
    private int settle;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("slow_link");
        try (Scratch scratch = Scratch.create()) {
            FilledStore.make(scratch.folder("a"), new FilledStore.Plan(backlog, 10, PAYLOAD), Optional.empty());
            for (int run = 0; run < repetitions.count(); run++) {
                run(scratch, "b" + run, figures);
            }
        }
        repetitions.print(figures);
        return 0;
    }

    private void run(Scratch scratch, String receiver, Figures figures) throws IOException {
        try (Agent from = Agent.start(scratch.agent("a"));
                Agent to = Agent.start(
                        scratch.agent(receiver).with("space.id", from.space().hex()));
                LinkProxy proxy = LinkProxy.to(from.syncAddress(), LinkProxy.Way.of(bits, roundTrip));
                LivePair pair = LivePair.link(from, to, proxy.address())) {
            Waits.pause(Duration.ofSeconds(settle));
            long before = to.status().storage().events();
            long begin = System.nanoTime();
            pair.measure(events, every).delays().note(figures, "live");
            double seconds = (System.nanoTime() - begin) / 1e9;
            long arrived = to.status().storage().events() - before - events;
            figures.add("backlog_per_second", arrived / seconds, "events/s beside them");
            long left = from.status().storage().events() - to.status().storage().events();
            figures.add("backlog_left", (double) left, "events");
        }
    }
}
