package dev.tributary.agent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench crash}: kills agents at random moments and looks for what is missing. */
@Command(
        name = "crash",
        description = "Kills a publisher and the agent that copies it at random moments, under load and while they "
                + "start, and checks each time that all that was acknowledged is there. Ends with 1 and what was lost, "
                + "and leaves the directories where they are, when anything is wrong.")
final class BenchCrashCommand implements Callable<Integer> {
    private static final int ROUND = 50;

    @Option(names = "--cycles", defaultValue = "100", description = "How many kills (${DEFAULT-VALUE}).")
    private int cycles;

    @Option(names = "--seed", description = "Which kills; the moments within a program stay those of the machine.")
    private Optional<Long> seed = Optional.empty();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        long used = seed.orElseGet(() -> new Random().nextLong());
        out.println("seed " + used);
        out.flush();
        Scratch scratch = Scratch.create();
        CrashRun run = new CrashRun(scratch.folder(), used, out::println);
        long begin = System.nanoTime();
        List<String> problems = List.of();
        while (problems.isEmpty() && run.counts().cycles() < cycles) {
            problems = run.round(Math.min(ROUND, cycles - run.counts().cycles()));
            if (problems.isEmpty()) {
                Scratch.delete(scratch.folder("round-" + (run.counts().rounds() - 1)));
                out.println(run.counts().cycles() + " of " + cycles + " kills, nothing wrong");
                out.flush();
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        figures(run.counts(), seconds, problems.size()).print(out);
        if (problems.isEmpty()) {
            scratch.close();
            return 0;
        }
        out.println("The directories are left in " + scratch.folder() + ".");
        out.flush();
        return 1;
    }

    private static Figures figures(CrashRun.Counts counts, double seconds, int problems) {
        Figures figures = new Figures("crash");
        figures.add("cycles", counts.cycles(), "kills with a recovery each");
        figures.add("killed_while_starting", counts.starting(), "of them");
        figures.add("cycles_per_second", counts.cycles() / seconds, "");
        figures.add("acknowledged", (double) counts.events(), "events");
        figures.add("acknowledged_values", (double) counts.values(), "changes");
        figures.add("merged", counts.merged(), "segments that were or were just being rewritten");
        figures.add("problems", problems, "");
        return figures;
    }
}
