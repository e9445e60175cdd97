package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.cli.CliContext;
import dev.tributary.agent.cli.Tributary;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.AgentStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that uses an identity file, with an encrypted one. */
class EncryptedAgentTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path passphrase;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ArrayDeque<String> answers = new ArrayDeque<>();
    private final List<String> questions = new ArrayList<>();

    @BeforeEach
    void anAgentWhoseKeyWasNeverInPlain() throws IOException {
        data = folder.resolve("box");
        passphrase = secret("passphrase", "correct horse");
        succeeds("init", "--data", data.toString(), "--passphrase-file", passphrase.toString());
        assertThat(Files.readString(key())).contains("ENCRYPTED").doesNotContain("seed");
    }

    @Test
    void anAgentStartsWithTheRightPassphraseOnly() throws IOException {
        String before = Files.readString(key());
        try (Agent agent = Agent.start(options().with("identity.passphrase-file", passphrase.toString()))) {
            publish(agent);
        }
        AgentOptions byHost = options().with("identity.passphrase", "correct horse");
        assertThat(byHost.toString()).doesNotContain("horse");
        try (Agent agent = Agent.start(byHost)) {
            publish(agent);
        }
        assertThatThrownBy(() -> Agent.start(options()))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is encrypted");
        assertThatThrownBy(() -> Agent.start(options().with("identity.passphrase", "wrong")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("does not open the identity file");
        assertThatThrownBy(() -> Agent.start(options()
                        .with("identity.passphrase", "x")
                        .with("identity.passphrase-file", passphrase.toString())))
                .hasMessageContaining("keep one");
        assertThat(key()).hasContent(before);
    }

    @Test
    void aMissingPassphraseFileMakesNoDirectory() {
        Path other = folder.resolve("other");
        fails("init", "--data", other.toString(), "--passphrase-file", "nowhere");
        assertThat(err.toString()).contains("cannot read the passphrase file nowhere");
        assertThat(other).doesNotExist();
    }

    @Test
    void theKeyIsToldWithoutThePassphrase() {
        succeeds("id", "--data", data.toString());
        assertThat(out.toString().lines().skip(1)).hasSize(1).allMatch(line -> line.matches("[0-9a-f]{64}"));
    }

    @Test
    void whoStandsAtTheTerminalIsAskedAndOnlyWhenNothingIsConfigured() {
        Path backup = folder.resolve("backup");
        fails("backup", "--data", data.toString(), "--to", backup.toString());
        assertThat(questions).hasSize(1);
        assertThat(err.toString()).contains("is encrypted").contains("--passphrase-file");
        answers.add("correct horse");
        succeeds("backup", "--data", data.toString(), "--to", backup.toString());
        assertThat(questions).hasSize(2).allMatch(question -> question.equals("Passphrase of " + key()));
        succeeds("init", "--data", data.toString(), "--passphrase-file", passphrase.toString());
        assertThat(questions).hasSize(2);
    }

    @Test
    void aBackupKeepsTheKeyEncryptedAndItsDirectoryOpensWithTheSamePassphrase() {
        String backup = folder.resolve("backup").toString();
        Path restored = folder.resolve("restored");
        succeeds("backup", "--data", data.toString(), "--to", backup, "--passphrase-file", passphrase.toString());
        succeeds("restore", "--from", backup, "--data", restored.toString());
        assertThat(restored.resolve("identity.key")).hasSameTextualContentAs(key());
        succeeds("verify", "--data", restored.toString());
        succeeds(
                "export",
                "--data",
                restored.toString(),
                "--to",
                folder.resolve("bundle").toString(),
                "--passphrase-file",
                passphrase.toString());
        fails("init", "--data", restored.toString());
        succeeds("init", "--data", restored.toString(), "--passphrase-file", passphrase.toString());
    }

    @Test
    void aNewKeyIsEncryptedWithThePassphraseOfTheOld() throws IOException {
        try (Agent agent = Agent.start(options().with("identity.passphrase", "correct horse"))) {
            publish(agent);
        }
        fails("identity", "rotate", "--data", data.toString());
        succeeds("identity", "rotate", "--data", data.toString(), "--passphrase-file", passphrase.toString());
        assertThat(Files.readString(key())).contains("ENCRYPTED");
        succeeds("succeed", "--again", "--data", data.toString(), "--passphrase-file", passphrase.toString());
        try (Agent agent = Agent.start(options().with("identity.passphrase", "correct horse"))) {
            assertThat(agent.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            assertThat(Files.readString(key()))
                    .contains("ENCRYPTED")
                    .contains(agent.author().hex());
        }
    }

    @Test
    void whoLostThePassphraseMovesTheFileAwayAndSucceeds() throws IOException {
        try (Agent agent = Agent.start(options().with("identity.passphrase", "correct horse"))) {
            publish(agent);
        }
        fails("succeed", "--data", data.toString());
        Files.move(key(), folder.resolve("old"));
        succeeds("succeed", "--data", data.toString());
        try (Agent agent = Agent.start(options())) {
            assertThat(agent.status().state()).isEqualTo(AgentStatus.State.RUNNING);
        }
    }

    @Test
    void aFileIsEncryptedGetsAnotherPassphraseAndIsDecrypted() throws IOException {
        String dir = data.toString();
        String second = secret("second", "battery staple").toString();
        succeeds(
                "identity",
                "encrypt",
                "--data",
                dir,
                "--passphrase-file",
                passphrase.toString(),
                "--new-passphrase-file",
                second);
        fails("identity", "decrypt", "--data", dir, "--passphrase-file", passphrase.toString());
        succeeds("identity", "decrypt", "--data", dir, "--passphrase-file", second);
        assertThat(out.toString()).endsWith(" identity=plain" + System.lineSeparator());
        try (Agent agent = Agent.start(options())) {
            fails("identity", "encrypt", "--data", dir, "--passphrase-file", second);
            assertThat(err.toString()).contains("in use by another agent");
            publish(agent);
        }
        succeeds("identity", "encrypt", "--data", dir, "--passphrase-file", second);
        assertThat(out.toString()).endsWith(" identity=encrypted" + System.lineSeparator());
        assertThatThrownBy(() -> Agent.start(options())).hasMessageContaining("is encrypted");
    }

    @Test
    void aNewPassphraseIsAskedForTwice() {
        String dir = data.toString();
        answers.addAll(List.of("correct horse", "one", "two"));
        fails("identity", "encrypt", "--data", dir);
        assertThat(err.toString()).contains("differ: nothing was changed");
        answers.addAll(List.of("correct horse", "one", "one"));
        succeeds("identity", "encrypt", "--data", dir);
        answers.add("one");
        succeeds("identity", "decrypt", "--data", dir);
        assertThat(run("identity", "encrypt", "--data", dir)).isEqualTo(2);
        assertThat(err.toString()).contains("--new-passphrase-file");
    }

    @Test
    void earlierKeysThatStayInPlainAreNamed() {
        String dir = data.toString();
        answers.add("correct horse");
        succeeds("identity", "decrypt", "--data", dir);
        succeeds("succeed", "--data", dir);
        succeeds("identity", "encrypt", "--data", dir, "--passphrase-file", passphrase.toString());
        assertThat(err.toString()).contains("identity.key.").contains("keeps an earlier key in plain");
    }

    @Test
    void theConfigurationThatIsShownHidesThePassphrase() {
        succeeds("config", "show", "--origin", "--set", "identity.passphrase=hunter2");
        assertThat(out.toString())
                .contains("identity.passphrase: '********'  # flag --set", "identity.passphrase-file:  # default")
                .doesNotContain("hunter2");
    }

    /** Whatever the umask allows, and with the heap of a small box. */
    @Test
    void processesOfTheirOwnKeepTheFileToTheirUserAndNeedLittleHeap() throws IOException, InterruptedException {
        Path own = folder.resolve("own");
        assertThat(process("init", own, "--passphrase-file", passphrase.toString())
                        .waitFor())
                .isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("identity.key"))))
                .isEqualTo("rw-------");
        String[] run = {"--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", "--passphrase-file", passphrase.toString()};
        Process agent = process("run", own, run);
        assertThat(agent.inputReader().readLine()).startsWith("ready author=");
        agent.destroy();
        assertThat(agent.waitFor()).isZero();

        Files.setPosixFilePermissions(own.resolve("identity.key"), PosixFilePermissions.fromString("rw-r-----"));
        Process refused = process("run", own, run);
        assertThat(refused.errorReader().readLine()).contains("is open to other users (rw-r-----): run chmod 600");
        assertThat(refused.waitFor()).isEqualTo(1);
    }

    private static Process process(String command, Path own, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "umask 0; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName(),
                command,
                "--data",
                own.toString()));
        words.addAll(List.of(options));
        return new ProcessBuilder(words).start();
    }

    private void succeeds(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
    }

    private void fails(String... arguments) {
        assertThat(run(arguments)).isEqualTo(1);
    }

    private int run(String... arguments) {
        CliContext process = CliContext.ofProcess(new LocalAgents());
        CliContext here = new CliContext(
                process.starter(),
                Map.of(),
                InputStream.nullInputStream(),
                process.waiting(),
                process.stops(),
                question -> {
                    questions.add(question);
                    return Optional.ofNullable(answers.poll());
                });
        return Tributary.commandLine(here)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private Path key() {
        return data.resolve("identity.key");
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private AgentOptions options() {
        return LinkedAgents.options(data);
    }

    private static void publish(Agent agent) {
        agent.events()
                .publish(EventDraft.text("test", "one"))
                .toCompletableFuture()
                .join();
    }
}
