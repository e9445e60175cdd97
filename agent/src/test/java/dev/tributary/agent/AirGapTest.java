package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.cli.CliContext;
import dev.tributary.agent.cli.Tributary;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.HeadsSummary;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.LogStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles and backups of real agents, through their API and of directories that no agent uses. */
class AirGapTest {
    private static final int PAYLOAD = 300;
    private static final String OTHER = "4cb5abf6ad79fbf5abbccafcc269d85cd2651ed4b885b5869f241aedf0a5ba29";

    @TempDir
    private Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @Test
    void bundleOfARunningAgentFillsAnEmptyOneAndARepetitionStoresNothing() {
        HeadsSummary heads;
        String space;
        try (Agent a = Agent.start(options("a"))) {
            publish(a, 1_000);
            heads = a.reader().heads();
            space = a.space().hex();
            done("export", "--to", file("all"), "--data", data("a"));
        }
        assertThat(out).hasToString("wrote 1,001 events to " + file("all") + System.lineSeparator());
        done("init", "--data", data("b"), "--space", space);

        done("import", "--from", file("all"), "--data", data("b"));
        assertThat(lastLine()).isEqualTo("stored 1,001 events, 0 were here already");
        done("import", "--from", file("all"), "--data", data("b"));
        assertThat(lastLine()).isEqualTo("stored 0 events, 1,001 were here already");

        try (Agent b = Agent.start(options("b"))) {
            assertThat(b.reader().heads()).isEqualTo(heads);
            done("import", "--from", file("all"), "--data", data("b"));
            assertThat(lastLine()).isEqualTo("stored 0 events, 1,001 were here already");
        }
        done("verify", "--data", data("b"));
    }

    private record Author(AuthorId key, String space) {}

    /** The log of {@code a} in two files: seq 1 to 11 in the first, 12 to 21 in the second. */
    private Author twoFiles() throws IOException {
        Author author;
        try (Agent a = Agent.start(options("a"))) {
            author = new Author(a.author(), a.space().hex());
            publish(a, 10);
            done("export", "--to", file("first"), "--data", data("a"));
            out = new StringWriter();
            done("heads", "--data", data("a"));
            Files.writeString(folder.resolve("heads"), out.toString());
            publish(a, 10);
        }
        done("export", "--to", file("second"), "--heads", file("heads"), "--data", data("a"));
        return author;
    }

    @Test
    void whatAFileLacksIsTold_andItsTurnComesInAnyOrder() throws IOException {
        Author a = twoFiles();
        AuthorId author = a.key();
        String space = a.space();
        assertThat(lastLine()).startsWith("wrote 10 events");
        done("init", "--data", data("b"), "--space", space);

        assertThat(run("import", "--from", file("second"), "--data", data("b"))).isEqualTo(1);
        assertThat(out.toString()).contains("the log of " + author.hex() + " lacks its events from seq 1 on");
        assertThat(lastLine()).isEqualTo("stored 0 events, 0 were here already, 10 were left out");
        done("import", "--from", file("first"), "--data", data("b"));
        done("import", "--from", file("second"), "--data", data("b"));

        assertThat(lastLine()).isEqualTo("stored 10 events, 0 were here already");
        String all = "{\"heads\":[{\"author\":\"%s\",\"seq\":21,\"hash\":\"%s\"}]}";
        try (Agent b = Agent.start(options("b"))) {
            Files.writeString(
                    folder.resolve("heads"),
                    all.formatted(
                            author.hex(),
                            b.reader().heads().head(author).orElseThrow().hash().hex()));
        }
        done("export", "--to", file("none"), "--heads", file("heads"), "--author", author.hex(), "--data", data("b"));
        assertThat(lastLine()).startsWith("wrote 0 events");
    }

    @Test
    void aLogBeginsWhereItsFileDoesWhenThatIsAskedForButNotTheOwnOne() throws IOException {
        Author a = twoFiles();
        AuthorId author = a.key();
        String space = a.space();
        done("init", "--data", data("b"), "--space", space);
        done("import", "--from", file("second"), "--data", data("b"), "--start-there");
        assertThat(lastLine()).isEqualTo("stored 10 events, 0 were here already");
        done("verify", "--data", data("b"));
        try (Agent c = Agent.start(options("c").with("space.id", space))) {
            assertThat(run("import", "--from", file("second"), "--data", data("c")))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("--start-there begins the log later");
            done("import", "--from", file("second"), "--data", data("c"), "--start-there");
            done("import", "--from", file("second"), "--data", data("c"), "--start-there");
            assertThat(lastLine()).isEqualTo("stored 0 events, 10 were here already");
            assertThat(c.log(author).orElseThrow()).satisfies(log -> {
                assertThat(log.begin()).isEqualTo(LogStatus.Begin.STARTED);
                assertThat(log.firstSeq()).isEqualTo(12);
                assertThat(log.head().seq()).isEqualTo(21);
            });
            assertThat(c.status().shortened()).isEqualTo(1);
        }

        Files.createDirectories(folder.resolve("new"));
        Files.copy(
                folder.resolve("a/identity.key"),
                folder.resolve("new/identity.key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        done("init", "--data", data("new"), "--space", space);
        assertThat(run("import", "--from", file("second"), "--data", data("new"), "--start-there"))
                .isEqualTo(1);
        assertThat(lastLine()).isEqualTo("stored 0 events, 0 were here already, 10 were left out");
    }

    @Test
    void aLogThatIsNotHereIsSaidToBeMissingAndLeavesNoFile() {
        try (Agent a = Agent.start(options("a"))) {
            publish(a, 1);
            refusesStranger();
        }
        refusesStranger();
    }

    private void refusesStranger() {
        err = new StringWriter();
        assertThat(run("export", "--to", file("none"), "--author", OTHER, "--data", data("a")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no log here of " + OTHER, "nothing was written");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aFormatThatNobodyKnowsMayBeNewerOrDamage() throws IOException {
        done("init", "--data", data("a"));
        done("export", "--to", file("all"), "--data", data("a"));
        byte[] bytes = Files.readAllBytes(folder.resolve("all"));
        bytes[11] ^= 0x40;
        Files.write(folder.resolve("all"), bytes);
        assertThat(run("import", "--from", file("all"), "--data", data("a"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("has format 65 and this program knows format 1: use a newer Tributary")
                .contains("it is damaged: take it again from its source");
    }

    @Test
    void damageAndCutsAreTold_whatCameBeforeACutIsStored_nothingIsOverwritten() throws IOException {
        String space;
        try (Agent a = Agent.start(options("a"))) {
            space = a.space().hex();
            for (int i = 0; i < 40; i++) {
                publish(a, 250);
            }
            done("export", "--to", file("all"), "--data", data("a"));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("all"));
        done("init", "--data", data("b"), "--space", space);

        Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length * 2 / 3));
        assertThat(run("import", "--from", file("cut"), "--data", data("b"))).isEqualTo(1);
        assertThat(err.toString()).contains("cut short").doesNotContain("Exception");
        done("import", "--from", file("all"), "--data", data("b"));
        assertThat(lastLine()).matches("stored [1-6],\\d{3} events, [4-9],\\d{3} were here already");

        whole[whole.length / 2] ^= 1;
        Files.write(folder.resolve("bad"), whole);
        assertThat(run("import", "--from", file("bad"), "--data", data("b"))).isEqualTo(1);
        assertThat(err.toString()).contains("is damaged");
        assertThat(run("export", "--to", file("bad"), "--data", data("b"))).isEqualTo(1);
        assertThat(err.toString()).contains("nothing is overwritten");
        assertThat(Files.readAllBytes(folder.resolve("bad"))).isEqualTo(whole);
    }

    @Test
    void twoHistoriesInFilesAreProvenAndStored() throws IOException {
        String space;
        AuthorId author;
        try (Agent a = Agent.start(options("a"))) {
            publish(a, 3);
            space = a.space().hex();
            author = a.author();
        }
        copy(folder.resolve("a"), folder.resolve("copy"));
        // With its fence, as a snapshot of a whole machine has it: without, the copy would not sign.
        Files.copy(folder.resolve("a.fence"), folder.resolve("copy.fence"));
        for (String name : List.of("a", "copy")) {
            try (Agent either = Agent.start(options(name))) {
                publish(either, name.length());
            }
            done("export", "--to", file("from-" + name), "--data", data(name));
        }
        done("init", "--data", data("b"), "--space", space);
        done("import", "--from", file("from-a"), "--data", data("b"));

        assertThat(run("import", "--from", file("from-copy"), "--data", data("b")))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains("the author " + author.hex() + " has signed two histories, which differ from seq 5 on");
        done("verify", "--data", data("b"));
        assertThat(out.toString()).contains("author " + author.hex() + " has signed two histories from seq 5 on");
        done("export", "--to", file("with-proof"), "--data", data("b"));
        done("init", "--data", data("c"), "--space", space);
        done("import", "--from", file("with-proof"), "--data", data("c"));
        done("verify", "--data", data("c"));
        aBackupHoldsProofsBesideValues();
        assertThat(out.toString().split("has signed two histories from seq 5 on", -1))
                .as("told by b, c and what b was restored to")
                .hasSize(4);
    }

    private void aBackupHoldsProofsBesideValues() throws IOException {
        try (Agent b = Agent.start(options("b"))) {
            b.addPeer(AuthorId.ofHex(OTHER), Optional.empty())
                    .toCompletableFuture()
                    .join();
            done("backup", "--to", file("backup"), "--data", data("b"));
        }
        done("restore", "--from", file("backup"), "--data", data("restored"));
        done("verify", "--data", data("restored"));
    }

    @Test
    void strangersSpaceIsRefused() {
        done("init", "--data", data("a"));
        done("init", "--data", data("b"));
        done("export", "--to", file("all"), "--data", data("a"));

        assertThat(run("import", "--from", file("all"), "--data", data("b"))).isEqualTo(1);

        assertThat(err.toString()).contains("The bundle holds logs of the space", "takes part in");
    }

    @Test
    void backupOfARunningAgentBecomesTheSameBoxWithANewStoreThatFirstLooksForItsPast() throws IOException {
        AuthorId author;
        HeadsSummary heads;
        String storeId;
        try (Agent a = Agent.start(options("a"))) {
            publish(a, 500);
            a.addPeer(AuthorId.ofHex(OTHER), Optional.empty())
                    .toCompletableFuture()
                    .join();
            author = a.author();
            heads = a.reader().heads();
            storeId = a.reader().storeId();
            done("backup", "--to", file("backup"), "--data", data("a"));
            publish(a, 1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("backup"))))
                .isEqualTo("rw-------");

        done("restore", "--from", file("backup"), "--data", data("new"));

        assertThat(lastLine()).startsWith("restored 501 events and the key of " + author.hex());
        assertThat(folder.resolve("new/restored")).isEmptyFile();
        try (Stream<Path> left = Files.list(folder.resolve("new"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("identity.key", "lock", "restored", "store");
        }
        done("verify", "--data", data("new"));
        try (Agent restored = Agent.start(options("new"))) {
            assertThat(restored.author()).isEqualTo(author);
            assertThat(restored.reader().heads()).isEqualTo(heads);
            assertThat(restored.reader().storeId()).isNotEqualTo(storeId);
            assertThat(restored.peers()).anyMatch(peer -> peer.key().hex().equals(OTHER));
            assertThat(restored.logs()).extracting(LogStatus::firstSeq).containsOnly(1L);
        }
    }

    @Test
    void restoreIsWholeOrNothing() throws IOException {
        done("init", "--data", data("a"));
        done("backup", "--to", file("backup"), "--data", data("a"));
        done("export", "--to", file("bundle"), "--data", data("a"));
        byte[] whole = Files.readAllBytes(folder.resolve("backup"));

        for (int i = 0; i < whole.length; i += 41) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x20;
            Files.write(folder.resolve("damaged"), damaged);
            assertThat(run("restore", "--from", file("damaged"), "--data", data("new")))
                    .as("byte " + i)
                    .isEqualTo(1);
        }
        assertThat(run("restore", "--from", file("bundle"), "--data", data("new")))
                .isEqualTo(1);
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(folder.resolve("new.restoring")).doesNotExist();
        assertThat(run("restore", "--from", file("backup"), "--data", data("a")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is not an empty directory").doesNotContain("should not happen");

        Files.createDirectory(folder.resolve("new"));
        done("restore", "--from", file("backup"), "--data", data("new"));
        done("verify", "--data", data("new"));
    }

    @Test
    void ofTwoRestoresToOnePlaceTheLaterIsRefusedAndWhatADeadOneLeftIsRemoved() throws IOException {
        done("init", "--data", data("a"));
        done("backup", "--to", file("backup"), "--data", data("a"));
        Path unfinished = folder.resolve("new.restoring");
        try (DataLock first = DataLock.take(unfinished)) {
            Path half = Files.createFile(first.data().resolve("half"));
            assertThat(run("restore", "--from", file("backup"), "--data", data("new")))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("Another restore to " + data("new") + " is under way");
            assertThat(half).exists();
        }

        done("restore", "--from", file("backup"), "--data", data("new"));

        assertThat(folder.resolve("new/half")).doesNotExist();
        assertThat(unfinished).doesNotExist();
        done("verify", "--data", data("new"));
    }

    private void done(String... arguments) {
        assertThat(run(arguments))
                .as(() -> String.join(" ", arguments) + ": " + out + err)
                .isZero();
    }

    private int run(String... arguments) {
        return Tributary.commandLine(CliContext.ofProcess(new LocalAgents()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void aConfigurationFileSaysWhereDirectoryAndFenceAre() throws IOException {
        Path config = Files.writeString(
                folder.resolve("agent.yaml"), "data: " + data("a") + "\nidentity:\n  fence: " + file("own") + "\n");
        done("init", "--config", config.toString());
        assertThat(folder.resolve("own")).exists();
        assertThat(folder.resolve("a.fence")).doesNotExist();
        done("backup", "--config", config.toString(), "--to", file("saved"));
        assertThat(lastLine()).startsWith("wrote 1 events and the key of");
        done("export", "--config", config.toString(), "--to", file("all"));
        done("import", "--config", config.toString(), "--from", file("all"));
        assertThat(lastLine()).isEqualTo("stored 0 events, 1 were here already");
        done("verify", "--config", config.toString(), "--repair");
        assertThat(lastLine()).isEqualTo("fence: " + file("own") + " knows the own log up to seq 1");
        try (Agent a = Agent.start(options("a").with("identity.fence", file("own")))) {
            assertThat(a.status().state()).isEqualTo(AgentStatus.State.RUNNING);
        }
    }

    private String lastLine() {
        List<String> lines = out.toString().lines().toList();
        return lines.get(lines.size() - 1);
    }

    private String data(String name) {
        return folder.resolve(name).toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private AgentOptions options(String name) {
        return AgentOptions.inDirectory(folder.resolve(name))
                .with("sync.listen", "127.0.0.1:0")
                .with("web.listen", "127.0.0.1:0");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void publish(Agent agent, int count) {
        for (int done = 0; done < count; done += 250) {
            List<EventDraft> drafts = new ArrayList<>();
            for (int i = done; i < Math.min(count, done + 250); i++) {
                drafts.add(EventDraft.of("sensor.reading", Bytes.wrap(new byte[PAYLOAD])));
            }
            agent.events().publishAll(drafts).toCompletableFuture().join();
        }
    }
}
