package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.agent.identity.OwnLogGuard.State;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process is killed by strace as it makes its n-th write, force, cut, rename or deletion, and what it leaves is
 * recovered. A few points a build, chosen by a seed; {@code -Dtributary.signal.points=N} takes more, and with
 * {@code -Dtributary.signal.seed=S} and {@code -Dtributary.signal.after=N} all of them can be taken piece by piece. Of
 * the many writes to the index, which may be lost at any time, one in a hundred counts as a point.
 */
class SignalCrashTest {
    private static final int POINTS = Integer.getInteger("tributary.signal.points", 4);
    private static final int AFTER = Integer.getInteger("tributary.signal.after", 0);
    private static final String CALLS = "pwrite64,fdatasync,fsync,ftruncate,rename,unlink";
    private static final int INDEX_WRITES_A_POINT = 100;
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    /** The {@code number}-th such call of a thread. */
    private record Point(String call, int number) {}

    @Test
    void whatAProcessKilledAtAnyCallLeavesHoldsAllThatItAcknowledged(TestReporter reporter)
            throws IOException, InterruptedException {
        assumeTrue(canTrace(), "strace is not installed, or may not trace here");
        long seed = Long.getLong("tributary.signal.seed", new Random().nextLong());
        List<Point> points = points(new Random(seed));
        int killed = 0;
        List<Point> tried = points.stream().skip(AFTER).limit(POINTS).toList();
        for (Point point : tried) {
            killed += killAt(point) ? 1 : 0;
        }
        reporter.publishEntry(Map.of(
                "seed", Long.toString(seed),
                "points", Integer.toString(points.size()),
                "killed", Integer.toString(killed)));
        assertThat(killed).as("of %d", tried.size()).isGreaterThan(tried.size() / 2);
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-f", "-qq", "-e", "trace=fsync", "true")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** All points of a life that nobody ends, kind after kind in turn. */
    private List<Point> points(Random random) throws IOException, InterruptedException {
        Path trace = folder.resolve("trace");
        Path whole = folder.resolve("whole");
        assertThat(run(whole, "-y", "-e", "trace=" + CALLS, "-o", trace.toString())
                        .waitFor())
                .isZero();
        assertThat(recovered(whole, SignalScript.COMMITS)).isEqualTo(SignalScript.COMMITS);
        Map<String, Integer> counts = new HashMap<>();
        Map<String, List<Point>> byCall = new HashMap<>();
        for (String line : Files.readAllLines(trace)) {
            String[] words = line.split("[ (]+", 3);
            if (words.length == 3 && CALLS.contains(words[1])) {
                int number = counts.merge(words[0] + words[1], 1, Integer::sum);
                if (!line.contains("index.mapdb") || number % INDEX_WRITES_A_POINT == 0) {
                    byCall.computeIfAbsent(words[1], call -> new ArrayList<>()).add(new Point(words[1], number));
                }
            }
        }
        assertThat(byCall).containsKeys("pwrite64", "fdatasync", "fsync", "rename", "unlink");
        byCall.values().forEach(points -> Collections.shuffle(points, random));
        List<Point> inTurn = new ArrayList<>();
        int most = byCall.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < most; i++) {
            int turn = i;
            byCall.values().stream()
                    .filter(points -> points.size() > turn)
                    .forEach(points -> inTurn.add(points.get(turn)));
        }
        return inTurn;
    }

    /** False when the process was through before that call came. */
    private boolean killAt(Point point) throws IOException, InterruptedException {
        Path data = folder.resolve(point.call() + "-" + point.number());
        Process process = run(
                data,
                "-e",
                "trace=" + point.call(),
                "-e",
                "inject=" + point.call() + ":signal=KILL:when=" + point.number(),
                "-o",
                folder.resolve("last").toString());
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as("%s", point).isIn(0, KILLED);
        int acknowledged = said.isEmpty() ? 0 : Integer.parseInt(said.substring(said.lastIndexOf('\n') + 1));
        assertThat(recovered(data, acknowledged))
                .as("events after %s, %d acknowledged", point, acknowledged)
                .isBetween(acknowledged, acknowledged + 1);
        return process.exitValue() == KILLED;
    }

    private static Process run(Path data, String... how) throws IOException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "signal=none"));
        command.addAll(List.of(how));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                SignalScript.class.getName(),
                data.toString()));
        return new ProcessBuilder(command)
                .redirectError(
                        data.resolveSibling(data.getFileName() + ".errors").toFile())
                .start();
    }

    /** Recovers the store, checks it, and returns how many of the script's events it holds. */
    private static int recovered(Path data, int acknowledged) throws IOException {
        if (!OpenStore.existsIn(data)) {
            assertThat(acknowledged).isZero();
        } else {
            assertThat(Verify.check(data, (done, total) -> {}).problems()).isEmpty();
        }
        List<Object> recovered;
        int events;
        try (DataLock lock = DataLock.take(data);
                OpenStore store = SignalScript.open(data, lock)) {
            assertThat(store.fence().orElseThrow().now().state()).isEqualTo(State.NORMAL);
            events = script(new TestStore(store));
            recovered = seen(store);
        }
        for (String index : List.of("index.mapdb", IndexSummary.FILE)) {
            Files.delete(data.resolve(OpenStore.FOLDER).resolve(index));
        }
        try (DataLock lock = DataLock.take(data);
                OpenStore store = SignalScript.open(data, lock)) {
            assertThat(seen(store)).as("as an index made anew has it").isEqualTo(recovered);
        }
        assertThat(Verify.check(data, (done, total) -> {}).problems()).isEmpty();
        return events;
    }

    /** All that readers see but the values, of which one counts the openings. */
    private static List<Object> seen(OpenStore store) throws IOException {
        List<Object> seen = new TestStore(store).seen();
        seen.remove(store.book().states());
        return seen;
    }

    private static int script(TestStore store) throws IOException {
        List<Arrival> arrivals = store.reader().arrivals(0, 10_000);
        int number = 0;
        for (Arrival arrival : arrivals) {
            number++;
            assertThat(arrival.position()).isEqualTo(number);
            assertThat(arrival.event().payload()).contains(SignalScript.payload(number));
        }
        Optional<Bytes> value = Optional.ofNullable(store.book().state("sink").get("place"));
        assertThat(value).isEqualTo(number == 0 ? Optional.empty() : Optional.of(SignalScript.value(number)));
        return number;
    }
}
