package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Two agents in processes of their own: one publishes, the other copies and publishes a little itself. One of them is
 * killed at a random moment, checked on the disk, started, checked through its API; again and again. After some kills
 * both must have the same, and two new agents begin.
 */
final class CrashRun {
    private static final int LONGEST_LIFE_MILLIS = 1_500;
    private static final int LONGEST_START_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String[] OPTIONS = {"--set", "storage.segment-size=1MiB"};

    private final Path folder;
    private final Random random;
    private final Consumer<String> says;
    private int killed;
    private int killedStarting;
    private int rounds;
    private long events;
    private long values;
    private int merged;

    CrashRun(Path folder, long seed, Consumer<String> says) {
        this.folder = folder;
        this.random = new Random(seed);
        this.says = says;
    }

    /**
     * What was done.
     *
     * @param cycles all kills
     * @param starting kills of agents that were about to start
     * @param events acknowledged ones
     * @param values acknowledged changes of values
     * @param merged segments that were rewritten, or just being rewritten, when a kill came
     * @param rounds pairs of agents
     */
    record Counts(int cycles, int starting, long events, long values, int merged, int rounds) {}

    Counts counts() {
        return new Counts(cycles(), killedStarting, events, values, merged, rounds);
    }

    private int cycles() {
        return killed + killedStarting;
    }

    /** Kills so often with one pair of agents, whose directories are left where they are; returns what was wrong. */
    List<String> round(int cycles) throws IOException, InterruptedException {
        Path here = folder.resolve("round-" + rounds);
        int end = cycles() + cycles;
        List<String> problems = new ArrayList<>();
        try (CrashSide publisher = new CrashSide("publisher", here.resolve("publisher"), random, OPTIONS)) {
            start(problems, publisher, end);
            String space =
                    publisher.process().get("/api/v1/status").path("space").asText();
            try (CrashSide copy =
                    new CrashSide("copy", here.resolve("copy"), random, OPTIONS[0], OPTIONS[1], "--space", space)) {
                start(problems, copy, end);
                publisher.process().addPeer(copy.process().author(), Optional.empty());
                connect(publisher, copy);
                live(problems, publisher, copy, end);
            }
        }
        rounds++;
        return problems;
    }

    private void live(List<String> problems, CrashSide publisher, CrashSide copy, int end)
            throws IOException, InterruptedException {
        publisher.work();
        copy.work();
        while (problems.isEmpty() && cycles() < end) {
            Waits.pause(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
            CrashSide victim = random.nextInt(3) > 0 ? publisher : copy;
            note(problems, victim, "killed", victim.kill());
            killed++;
            start(problems, victim, end);
            connect(publisher, copy);
            victim.work();
        }
        note(problems, publisher, "under load", publisher.rest());
        note(problems, copy, "under load", copy.rest());
        if (problems.isEmpty()) {
            same(problems, publisher, copy);
        }
        for (CrashSide side : List.of(publisher, copy)) {
            events += side.orders().acknowledged();
            values += side.values();
            merged += side.merged();
        }
    }

    /** Starts it, sometimes not before it was killed at that. */
    private void start(List<String> problems, CrashSide side, int end) throws IOException, InterruptedException {
        while (cycles() < end && random.nextInt(4) == 0) {
            Duration after = Duration.ofMillis(random.nextInt(LONGEST_START_MILLIS));
            killedStarting++;
            note(problems, side, "killed " + after.toMillis() + " ms after its start", side.killWhileStarting(after));
        }
        side.start();
        note(problems, side, "started", side.problems());
    }

    /** A port is another after each start. */
    private static void connect(CrashSide publisher, CrashSide copy) {
        copy.process()
                .addPeer(
                        publisher.process().author(),
                        Optional.of(publisher.process().syncAddress()));
    }

    private void same(List<String> problems, CrashSide publisher, CrashSide copy)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!digest(publisher).equals(digest(copy)) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        if (!digest(publisher).equals(digest(copy))) {
            problems.add("after " + PATIENCE.toSeconds() + " s in peace the two still differ: "
                    + publisher.process().get("/api/v1/peers") + " and "
                    + copy.process().get("/api/v1/peers"));
        }
        for (CrashSide writer : List.of(publisher, copy)) {
            for (CrashSide holder : List.of(publisher, copy)) {
                note(problems, holder, "with the log of the " + writer.name(), writer.wholeLogAt(holder.process()));
            }
        }
        for (CrashSide side : List.of(publisher, copy)) {
            side.process().close();
            note(problems, side, "stopped", side.verify());
        }
    }

    private static String digest(CrashSide side) {
        JsonNode status = side.process().get("/api/v1/status");
        return status.path("digest").asText();
    }

    private void note(List<String> problems, CrashSide side, String when, List<String> found) {
        for (String problem : found) {
            String sentence = "cycle " + cycles() + ", " + side.name() + ", " + when + ": " + problem;
            says.accept(sentence);
            problems.add(sentence);
        }
    }
}
