package dev.tributary.agent.cli;

import dev.tributary.agent.FileTree;
import dev.tributary.agent.SystemWords;
import dev.tributary.agent.logging.LogLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows on one machine what agents do together. */
@Command(
        name = "demo",
        description = {
            "Starts agents in one process, each linked only to its neighbours.",
            "The first one publishes this machine's real readings; watch them arrive at the last one.",
            "Ends on Ctrl-C or after --seconds, and leaves nothing behind."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MOST_AGENTS = 16;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LAST_COPIES = Duration.ofSeconds(5);

    private final CliContext context;

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many agents, 2 to " + MOST_AGENTS + " (default: 3).")
    private int agents;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many seconds (default: on Ctrl-C).")
    private long seconds;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the agents' data here (default: a temporary directory that is removed).")
    private @Nullable Path data;

    @Spec
    private @Nullable CommandSpec spec;

    DemoCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (agents < 2 || agents > MOST_AGENTS) {
            throw CommandFailure.usage("--agents wants 2 to " + MOST_AGENTS + ".");
        }
        if (seconds < 0) {
            throw CommandFailure.usage("--seconds wants 0 or more.");
        }
        LogLines.toStandardError("warn", false);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (StopRequests.Armed stop = context.stops().arm();
                DemoFolder folder = data == null ? DemoFolder.removedAtTheEnd() : DemoFolder.keptIn(data);
                DemoFleet fleet = DemoFleet.start(context.starter(), folder.path(), agents)) {
            introduce(fleet, out);
            watch(fleet, stop, out);
        }
        return ExitCodes.DONE;
    }

    private static void introduce(DemoFleet fleet, PrintWriter out) {
        out.println(fleet.size() + " agents in a chain; each knows only its neighbours. Dashboards:");
        for (int i = 0; i < fleet.size(); i++) {
            out.println("  agent " + (i + 1) + "  " + fleet.dashboard(i));
        }
        out.flush();
    }

    private void watch(DemoFleet fleet, StopRequests.Armed stop, PrintWriter out) throws InterruptedException {
        try (DemoProgress progress = new DemoProgress(fleet, out)) {
            boolean stopped = false;
            for (long second = 1; !stopped && (seconds == 0 || second <= seconds); second++) {
                stopped = stop.await(SECOND);
                if (!stopped) {
                    progress.line(second);
                }
            }
            progress.summary(stop, LAST_COPIES);
        }
    }

    /**
     * Where the agents' data directories lie.
     *
     * @param path the folder
     * @param temporary true when it is removed at the end
     */
    record DemoFolder(Path path, boolean temporary) implements AutoCloseable {
        static DemoFolder removedAtTheEnd() {
            try {
                return new DemoFolder(Files.createTempDirectory("tributary-demo"), true);
            } catch (IOException e) {
                throw CommandFailure.failed(
                        "cannot make a temporary directory (" + SystemWords.why(e) + "): name one with --data.");
            }
        }

        static DemoFolder keptIn(Path path) {
            return new DemoFolder(path, false);
        }

        @Override
        public void close() {
            if (temporary) {
                try {
                    FileTree.remove(path);
                } catch (IOException e) {
                    throw CommandFailure.failed(
                            "cannot remove " + path + " (" + SystemWords.why(e) + "): remove it by hand.");
                }
            }
        }
    }
}
