package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that rewrites an identity file is killed by strace as it makes one of its calls that touch the file: a few
 * a build; {@code -Dtributary.signal.points=N} takes more.
 */
class RewriteCrashTest {
    private static final String CALLS = "openat,write,fsync,rename";
    private static final int POINTS = Integer.getInteger("tributary.signal.points", 4);
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    /** The {@code number}-th such call of a thread. */
    private record Point(String call, int number) {}

    @Test
    void whereverItStopsOneGoodFileIsLeft() throws IOException, InterruptedException {
        assumeTrue(strace(folder.resolve("none"), "true") == 0, "strace is not installed, or may not trace here");
        List<Point> points = points();
        assertThat(points.stream().map(Point::call)).contains("openat", "write", "fsync", "rename");
        Collections.shuffle(points);
        List<Point> tried = points.subList(0, Math.min(POINTS, points.size()));
        int killed = 0;
        for (Point point : tried) {
            Path data = folder.resolve(point.call() + point.number());
            Identity identity = new IdentityFile(data).loadOrCreate(new SecureRandom());
            int exit = script(
                    data,
                    "-e",
                    "trace=" + point.call(),
                    "-e",
                    "inject=" + point.call() + ":signal=KILL:when=" + point.number());
            assertThat(exit).isIn(0, KILLED);
            killed += exit == KILLED ? 1 : 0;
            assertThat(opened(data).seed()).as("%s", point).isEqualTo(identity.seed());
            // The next write removes what was left.
            Passphrase now = new IdentityFile(data).isEncrypted() ? passphrase(data) : Passphrase.NONE;
            new IdentityFile(data, now).rewrite(Passphrase.NONE, new SecureRandom());
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files).containsExactly(data.resolve("identity.key"));
            }
        }
        assertThat(killed).as("of %d", tried.size()).isGreaterThan(tried.size() / 2);
    }

    /** All points of a life that nobody ends. */
    private List<Point> points() throws IOException, InterruptedException {
        Path data = folder.resolve("whole");
        new IdentityFile(data).loadOrCreate(new SecureRandom());
        Path trace = folder.resolve("trace");
        assertThat(script(data, "-y", "-e", "trace=" + CALLS, "-o", trace.toString()))
                .isZero();
        Map<String, Integer> counts = new HashMap<>();
        List<Point> points = new ArrayList<>();
        for (String line : Files.readAllLines(trace)) {
            String[] words = line.split("[ (]+", 3);
            if (words.length == 3 && List.of(CALLS.split(",")).contains(words[1])) {
                int number = counts.merge(words[0] + words[1], 1, Integer::sum);
                if (line.contains(data + "/identity.key") || (words[1].equals("fsync") && line.contains(data + ">"))) {
                    points.add(new Point(words[1], number));
                }
                assertThat(line.contains("identity.key") && line.contains("O_CREAT"))
                        .as("born for its owner only: %s", line)
                        .isEqualTo(line.contains("identity.key") && line.contains("0600"));
            }
        }
        return points;
    }

    private static Identity opened(Path data) {
        return new IdentityFile(data, new IdentityFile(data).isEncrypted() ? passphrase(data) : Passphrase.NONE).load();
    }

    private static Passphrase passphrase(Path data) {
        try {
            new IdentityFile(data, RewriteScript.FIRST).load();
            return RewriteScript.FIRST;
        } catch (AgentException e) {
            return RewriteScript.SECOND;
        }
    }

    private int script(Path data, String... how) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(how));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                RewriteScript.class.getName(),
                data.toString()));
        return strace(data, command.toArray(String[]::new));
    }

    private int strace(Path data, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "signal=none"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(data.getFileName() + ".said").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
