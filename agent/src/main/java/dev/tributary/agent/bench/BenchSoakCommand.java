package dev.tributary.agent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench soak}: a long life under load, in which nothing may grow, be lost or go wrong. */
@Command(
        name = "soak",
        description = {
            "Two agents with retention publish and copy each other's logs over TLS, on a link that breaks all the "
                    + "time. In the first third they are restarted, by turns cleanly and with kill -9; afterwards they "
                    + "live on, and their heap, as a full collection leaves it, is followed.",
            "Ends with 1 and what was wrong, and leaves the directories where they are, when something was lost, the "
                    + "two did not come into sync, 'verify' finds something, or an agent refused or warned of anything."
        })
final class BenchSoakCommand implements Callable<Integer> {
    @Option(names = "--events", defaultValue = "864000", description = "Events, about (${DEFAULT-VALUE}).")
    private long events;

    @Option(names = "--seconds", defaultValue = "3600", description = "In how much time (${DEFAULT-VALUE}).")
    private long seconds;

    @Option(names = "--keep", defaultValue = "100000", description = """
            Events kept of each log, in segments of 4 MiB, or 1 MiB below 20,000 (${DEFAULT-VALUE}).""")
    private long keep;

    @Option(names = "--payload", defaultValue = "100", description = "Characters in each event (${DEFAULT-VALUE}).")
    private int payload;

    @Option(names = "--flap-every", defaultValue = "60", description = """
            Seconds between breaks of the link, by turns for a moment and for two seconds (${DEFAULT-VALUE}).""")
    private double flapEvery;

    @Option(names = "--restarts", defaultValue = "4", description = "Restarts (${DEFAULT-VALUE}).")
    private int restarts;

    @Option(names = "--warm-up", defaultValue = "600", description = """
            Seconds of a process's life that the trend of its heap leaves out (${DEFAULT-VALUE}).""")
    private double warmUp;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        SoakRun.Plan plan = new SoakRun.Plan(
                events,
                Duration.ofSeconds(seconds),
                keep,
                payload,
                duration(flapEvery),
                restarts,
                duration(warmUp),
                new Random().nextLong());
        Scratch scratch = Scratch.create();
        SoakRun run = new SoakRun(scratch.folder(), plan, line -> {
            out.println(line);
            out.flush();
        });
        List<String> problems = run.run();
        Figures figures = new Figures("soak");
        run.note(figures);
        figures.print(out);
        if (problems.isEmpty()) {
            scratch.close();
            return 0;
        }
        problems.forEach(out::println);
        out.println("The directories are left in " + scratch.folder() + ".");
        out.flush();
        return 1;
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(1_000 * seconds));
    }
}
