package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that the system has made read-only, as it does after an error: what is on it can be looked at and saved. */
class ReadOnlyDataTest {
    @TempDir
    private Path folder;

    private Path box;
    private Path saved;

    @BeforeEach
    void aBoxOnADiskOfItsOwn() throws IOException, InterruptedException {
        box = Files.createDirectories(folder.resolve("disk/box"));
        saved = Files.createDirectory(folder.resolve("saved"));
        assumeTrue(mounted(List.of("true")).exit() == 0, "no disk can be mounted read-only here (unshare, mount)");
        try (Agent agent = Agent.start(LinkedAgents.options(box))) {
            agent.events()
                    .publish(EventDraft.text("test", "one"))
                    .toCompletableFuture()
                    .join();
        }
    }

    private record Said(int exit, String text) {}

    /** Runs a command where the disk is read-only. */
    private Said mounted(List<String> command) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"",
                box.getParent().toString()));
        words.addAll(command);
        try {
            int exit = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            return new Said(exit, Files.readString(said, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Said(-1, String.valueOf(e.getMessage()));
        }
    }

    private Said tributary(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data", box.toString()));
        return mounted(words);
    }

    @Test
    void itIsCheckedAndSavedAndNothingRunsOnIt() throws IOException, InterruptedException {
        String onlyRead = "The data directory " + box + " cannot be written (Read-only file system): it is only read";
        Said verified = tributary("verify");
        assertThat(verified.exit()).as(verified.text()).isZero();
        assertThat(verified.text()).contains(onlyRead, "2 events of 1 authors", "everything is right");
        Said backup = tributary("backup", "--to", saved.resolve("backup").toString());
        assertThat(backup.exit()).as(backup.text()).isZero();
        assertThat(backup.text()).contains(onlyRead, "wrote 2 events and the key of");
        Said export = tributary("export", "--to", saved.resolve("export").toString());
        assertThat(export.exit()).as(export.text()).isZero();
        assertThat(export.text()).contains(onlyRead, "wrote 2 events to");
        assertThat(tributary("id").text()).matches("[0-9a-f]{64}\\R");

        for (String[] writing :
                List.of(new String[] {"run"}, new String[] {"init"}, new String[] {"succeed"}, new String[] {
                    "import", "--from", saved.resolve("export").toString()
                })) {
            Said refused = tributary(writing);
            assertThat(refused.exit()).as(writing[0]).isEqualTo(1);
            assertThat(refused.text())
                    .startsWith("tributary: The data directory " + box + " cannot be written (Read-only file system)")
                    .contains("'tributary backup', 'export' and 'verify'");
        }
    }
}
