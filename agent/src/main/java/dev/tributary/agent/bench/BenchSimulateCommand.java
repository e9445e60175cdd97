package dev.tributary.agent.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench simulate}: whole fleets in one thread from one seed each. The simulator with its planted bugs is no part
 * of the agent: it lies beside {@code lib/} and runs in a JVM of its own, which may take more memory than an agent.
 */
@Command(
        name = "simulate",
        description = "Plays fleets of agents with faults, crashes and liars, a fleet a seed, and checks the rules of "
                + "sync. Ends with 1 and the command that replays it when a seed breaks a rule.")
final class BenchSimulateCommand implements Callable<Integer> {
    private static final String SIMULATOR = "dev.tributary.agent.simulation.Simulator";

    @Option(names = "--seeds", defaultValue = "100", description = "How many seeds (${DEFAULT-VALUE}).")
    private long seeds;

    @Option(names = "--from", defaultValue = "0", description = "The first of them (${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--story",
            paramLabel = "NAME",
            description = "Only this story; without it each seed tells its own.")
    private Optional<String> story = Optional.empty();

    @Override
    public Integer call() throws IOException {
        Process simulator = new ProcessBuilder(command()).inheritIO().start();
        Thread ending = new Thread(simulator::destroy, "simulator-ending");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            return simulator.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            simulator.destroy();
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + folder().resolve("*"),
                SIMULATOR,
                "--seeds",
                Long.toString(seeds),
                "--from",
                Long.toString(from)));
        story.ifPresent(name -> command.addAll(List.of("--story", name)));
        return command;
    }

    private static Path folder() {
        String home = System.getProperty("tributary.home");
        if (home == null) {
            throw new IllegalStateException("the simulator is part of the distribution: run bin/tributary");
        }
        Path folder = Path.of(home, "simulator");
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("there is no folder " + folder
                    + ": build the distribution with -DskipTests, which leaves the tests out but compiles them");
        }
        return folder;
    }
}
