package dev.tributary.agent.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench sources}: what several narrow sources bring against one. */
@Command(
        name = "sources",
        description = "Catch-up from one source and from several, each of them limited to a rate by its metered link.")
final class BenchSourcesCommand implements Callable<Integer> {
    private static final int PAYLOAD = 100;

    @Option(names = "--sources", defaultValue = "3", description = "How many there are (${DEFAULT-VALUE}).")
    private int sources;

    @Option(names = "--rate", defaultValue = "1250000B", description = "Bytes a second of each (${DEFAULT-VALUE}).")
    private String rate = "";

    @Mixin
    private StoredEvents stored = new StoredEvents(200_000);

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("sources");
        try (Scratch scratch = Scratch.create()) {
            Fleet fleet =
                    Fleet.make(scratch, new FilledStore.Plan(stored.events(), stored.authors(), PAYLOAD), sources);
            for (int run = 0; run < repetitions.count(); run++) {
                double one = seconds(fleet, 1);
                double all = seconds(fleet, sources);
                figures.add("one_source", fleet.events() / one, "events/s");
                figures.add("all_sources", fleet.events() / all, "events/s");
                figures.add("times", one / all, "x");
            }
        }
        repetitions.print(figures);
        return 0;
    }

    private double seconds(Fleet fleet, int from) throws IOException {
        return fleet.catchUp(
                        from,
                        Optional.empty(),
                        receiver -> List.of("--set", "sync.links=" + receiver.author() + "=" + rate + "/s"))
                .seconds();
    }
}
