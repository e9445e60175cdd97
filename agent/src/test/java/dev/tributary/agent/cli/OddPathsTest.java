package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files where directories belong, directories where files belong, and what is neither: each is told in a sentence. */
class OddPathsTest {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("id"),
            List.of("status"),
            List.of("heads"),
            List.of("verify"),
            List.of("export", "--to", "never"),
            List.of("backup", "--to", "never"),
            List.of("import", "--from", "here"),
            List.of("restore", "--from", "here"),
            List.of("peers", "list"),
            List.of("publish", "--type", "a", "--text", "x"));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(folder.resolve("file"), "just a text");
    }

    private Cli.Result run(List<String> command, String... more) {
        return new Cli()
                .run(Stream.concat(
                                command.stream()
                                        .map(word -> word.equals("here") ? file.toString() : word)
                                        .map(word -> word.equals("never")
                                                ? folder.resolve(word).toString()
                                                : word),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void aFileInADataDirectorysPlaceIsNamedAndLeftAlone() throws IOException {
        for (List<String> command : COMMANDS) {
            for (Path data : List.of(file, file.resolve("below"))) {
                Cli.Result result = run(command, "--data", data.toString());
                assertThat(result.exitCode()).as("%s", command).isEqualTo(1);
                assertThat(result.err())
                        .isEqualTo("tributary: " + file + " is a file and no data directory: name one with --data."
                                + System.lineSeparator());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anEmptyPathIsAnUnsetVariableAndNotTheWorkingDirectory() {
        for (List<String> command : COMMANDS) {
            Cli.Result result = run(command, "--data", "");
            assertThat(result.exitCode()).as("%s", command).isEqualTo(ExitCodes.USAGE);
            assertThat(result.err()).contains("'--data': a path must not be empty");
        }
        assertThat(run(List.of("run"), "--data", "").exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
    }

    @Test
    void aDirectoryInAFilesPlaceIsNamed() {
        for (String command : List.of("import", "restore")) {
            Cli.Result result = run(List.of(command, "--from", folder.toString(), "--data"), folder + "/new");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains(folder + " is a directory: name a file.");
        }
    }

    @Test
    void aFileThatNeverEndsIsReadAsFarAsItHelps() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.isReadable(endless), "there is no file here that never ends");
        String data = folder.resolve("none").toString();
        assertThat(run(List.of("status", "--api", "http://127.0.0.1:1", "--token-file", "/dev/zero"), "--data", data)
                        .err())
                .contains("does not hold a token");
        assertThat(run(List.of("export", "--to", "never", "--heads", "/dev/zero"), "--data", data)
                        .err())
                .contains("does not hold heads");
        assertThat(run(List.of("restore", "--from", "/dev/zero"), "--data", data)
                        .err())
                .contains("neither a bundle nor a backup");
    }

    @Test
    void aFileThatIsNoBundleIsSaidToBeNoneHoweverShort() throws IOException {
        for (String content : List.of("", "x", "just some text")) {
            Files.writeString(file, content);
            assertThat(run(List.of("restore", "--from", "here"), "--data", folder + "/new")
                            .err())
                    .contains("neither a bundle nor a backup");
        }
    }
}
