package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void checkNamesEveryProblemWithItsPlaceAndEndsWith78() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "sync:\n  lisen: a:1\nlog: {level: loud}\n");

        Cli.Result result = new Cli().run("config", "check", file.toString());

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .containsExactly(
                        file + ":2:3: sync.lisen: unknown key; did you mean sync.listen?",
                        file + ":3:14: log.level: must be one of error, warn, info, debug, trace, but is 'loud'");
    }

    @Test
    void checkPraisesAValidFile() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "log: {level: warn}\n");

        Cli.Result result = new Cli().run("config", "check", file.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().strip()).isEqualTo(file + " is valid.");
    }

    @Test
    void showTellsWhereEveryValueComesFrom() throws IOException {
        Path file = Files.writeString(folder.resolve("t.yaml"), "log: {level: warn}\n");

        Cli.Result result = new Cli()
                .withEnvironment(Map.of("TRIBUTARY_LOG_FORMAT", "json"))
                .run(
                        "config",
                        "show",
                        "--origin",
                        "--config",
                        file.toString(),
                        "--listen",
                        "127.0.0.1:1",
                        "--set",
                        "plugins.settings.mqtt.password=hunter2");

        assertThat(result.exitCode()).isZero();
        assertThat(result.lines())
                .contains(
                        "data: ./tributary-data  # default",
                        "space.id:  # default",
                        "sync.listen: 127.0.0.1:1  # flag --listen",
                        "log.level: warn  # file " + file + ":1:14",
                        "log.format: json  # environment TRIBUTARY_LOG_FORMAT",
                        "plugins.settings.mqtt.password: '********'  # flag --set");
        assertThat(result.out()).doesNotContain("hunter2");
    }

    @Test
    void showIsAFileThatCanBeUsed() throws IOException {
        Cli.Result shown = new Cli().run("config", "show");
        Path file = Files.writeString(folder.resolve("t.yaml"), shown.out());

        assertThat(new Cli().run("config", "show", "--config", file.toString()).out())
                .isEqualTo(shown.out());
    }

    @Test
    void schemaIsJson() throws IOException {
        assertThat(ApiClient.JSON
                        .readTree(new Cli().run("config", "schema").out())
                        .path("title")
                        .asText())
                .isEqualTo("Tributary configuration");
    }
}
