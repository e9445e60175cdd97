package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.cli.CliContext;
import dev.tributary.agent.cli.Tributary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with real agents behind them. */
class CommandLineTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void demoCopiesAlongTheChainAndTheCopiesAreSound() {
        Path data = folder.resolve("demo");

        assertThat(run("demo", "--agents", "3", "--seconds", "1", "--data", data.toString()))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("agent 1  http://127.0.0.1:", "/#token=")
                .contains("Agent 3 holds all 1 events that agent 1 had written.");
        for (int number = 1; number <= 3; number++) {
            assertThat(run("verify", "--data", data.resolve("agent-" + number).toString()))
                    .isZero();
        }
        assertThat(out.toString()).contains("everything is right");
    }

    @Test
    void initMakesADirectoryThatStaysTheSame() throws IOException {
        String data = folder.resolve("a").toString();

        assertThat(run("init", "--data", data, "--space-name", "Harbour")).isZero();
        String first = out.toString();
        assertThat(first).matches("author=[0-9a-f]{64} space=[0-9a-f]{64}\\R");
        assertThat(run("init", "--data", data)).isZero();
        assertThat(out).hasToString(first + first);
        assertThat(run("id", "--data", data)).isZero();
        assertThat(out.toString())
                .endsWith(first.substring("author=".length(), "author=".length() + 64) + System.lineSeparator());
    }

    @Test
    void initJoinsTheSpaceThatItIsTold() {
        String space = "ab".repeat(32);

        assertThat(run("init", "--data", folder.resolve("b").toString(), "--space", space))
                .isZero();

        assertThat(out.toString()).contains("space=" + space);
    }

    @Test
    void refusedStartWritesNothing() throws IOException {
        Path data = folder.resolve("c");
        assertThat(run("init", "--data", data.toString())).isZero();
        Path identity = data.resolve("identity.key");
        Files.writeString(identity, Files.readString(identity).replace("seed", "seat"));
        Map<String, Long> before = sizes(data);

        for (List<String> arguments : List.of(
                List.of("run", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0"), List.of("init"), List.of("id"))) {
            String[] all = Stream.concat(arguments.stream(), Stream.of("--data", data.toString()))
                    .toArray(String[]::new);
            assertThat(run(all)).as(arguments.toString()).isEqualTo(1);
        }

        assertThat(err.toString().lines()).hasSize(3).allMatch(line -> line.contains("is damaged"));
        assertThat(sizes(data)).isEqualTo(before);
    }

    @Test
    void wrongConfigurationMakesNoDirectory() {
        Path data = folder.resolve("d");

        assertThat(run("run", "--data", data.toString(), "--set", "log.levle=info"))
                .isEqualTo(78);

        assertThat(data).doesNotExist();
    }

    @Test
    void directoryWithoutAgentIsASentence() {
        String nothing = folder.resolve("nothing").toString();

        assertThat(run("verify", "--data", nothing)).isEqualTo(1);
        assertThat(run("id", "--data", nothing)).isEqualTo(1);
        assertThat(run("status", "--data", nothing)).isEqualTo(1);

        assertThat(err.toString().lines()).hasSize(3).allMatch(line -> line.startsWith("tributary: "));
        assertThat(Path.of(nothing)).doesNotExist();
    }

    private int run(String... arguments) {
        return Tributary.commandLine(CliContext.ofProcess(new LocalAgents()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static Map<String, Long> sizes(Path folder) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(folder.relativize(file).toString(), Files.size(file));
            }
        }
        return sizes;
    }
}
