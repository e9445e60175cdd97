package dev.tributary.agent.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench reconnect}: what it costs two agents that hold nearly the same to find and close the difference when
 * they meet again, both up for a while. The clock runs from the moment in which one is told of the other, so dialling
 * and TLS are in it.
 */
@Command(name = "reconnect", description = "Two agents meet again: nothing has changed, and a few authors have.")
final class BenchReconnectCommand implements Callable<Integer> {
    /** Meetings before the clock runs: two agents that have been up for a while have met before. */
    private static final int WARM_UP = 10;

    @Option(names = "--authors", defaultValue = "10000", description = "Authors with an event each (${DEFAULT-VALUE}).")
    private int authors;

    @Option(
            names = "--changed",
            defaultValue = "10",
            description = "How many of them wrote one more (${DEFAULT-VALUE}).")
    private int changed;

    @Option(names = "--round-trip", defaultValue = "200", description = """
            Milliseconds of the round trip on which round trips are counted (${DEFAULT-VALUE}).""")
    private long roundTrip;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("reconnect");
        try (Scratch scratch = Scratch.create()) {
            ChangingStore store = ChangingStore.make(scratch.folder("authors"), authors, changed);
            try (Meeting meeting = Meeting.between(scratch, store)) {
                for (int time = 0; time < WARM_UP; time++) {
                    meeting.meet(0, changed);
                }
                for (int run = 0; run < repetitions.count(); run++) {
                    note(figures, "nothing", meeting.meet(0, 0));
                    note(figures, "changed", meeting.meet(0, changed));
                    double millis = meeting.meet(roundTrip, changed).millis();
                    figures.add(
                            "changed_round_trips",
                            millis / roundTrip,
                            "of " + roundTrip + " ms, dialling, TLS and the forces too");
                }
            }
        }
        repetitions.print(figures);
        return 0;
    }

    private static void note(Figures figures, String what, Meeting.Cost cost) {
        figures.add(what + "_ms", cost.millis(), "ms, dialling and TLS too");
        figures.add(what + "_bytes", (double) cost.frameBytes(), "bytes of frames");
        figures.add(what + "_tcp_bytes", (double) cost.tcpBytes(), "bytes in TCP");
    }
}
