package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.PeerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real agents whose data was put back, copied or torn from its fence: none signs over its own past. */
class FencedAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Agent witness;
    private String space;

    @BeforeEach
    void foundASpaceWithAWitness() {
        try (Agent box = start("box")) {
            space = box.space().hex();
        }
        witness = Agent.start(options("witness").with("space.id", space));
        try (Agent box = start("box")) {
            link(box);
            publish(box, 2);
            await().atMost(PATIENCE).until(() -> witness.reader().heads().seq(box.author()) == 3);
        }
    }

    @AfterEach
    void stop() {
        witness.close();
    }

    @Test
    void aCopyThatWasPutBackFetchesWhatItLacksBeforeItSigns() throws IOException {
        String oldStore;
        try (Agent box = start("box")) {
            copy("box", "backup");
            oldStore = box.status().storage().storeId();
            publish(box, 4);
            await().atMost(PATIENCE).until(() -> witness.reader().heads().seq(box.author()) == 7);
        }
        delete("box");
        copy("backup", "box");
        try (Agent box = start("box")) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RECOVERING);
            assertThat(box.status().reason()).contains("ends at 3").contains("come to 7");
            assertThat(box.logs()).anySatisfy(log -> {
                assertThat(log.head().author()).isEqualTo(box.author());
                assertThat(log.state()).isEqualTo(LogStatus.State.RECOVERING);
            });
            CompletableFuture<EventRef> queued =
                    box.events().publish(EventDraft.text("test", "waits")).toCompletableFuture();
            assertThat(queued.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
                            .join()
                            .seq())
                    .isEqualTo(8);
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            assertThat(box.status().storage().storeId()).isNotEqualTo(oldStore);
            await().atMost(PATIENCE).until(() -> witness.reader().heads().seq(box.author()) == 8);
            assertThat(witness.forks()).isEmpty();
        }
        try (Agent box = start("box")) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
        }
    }

    @Test
    void aLostFenceIsMadeAnewOnceAPeerSaysThatNothingIsLacking() throws IOException {
        Files.delete(folder.resolve("box.fence"));
        try (Agent box = start("box")) {
            assertThat(box.status().reason()).contains("missing");
            await().atMost(PATIENCE).until(() -> box.status().state() == AgentStatus.State.RUNNING);
            publish(box, 1);
        }
        try (Agent box = start("box")) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
        }
    }

    @Test
    void whatNobodyHasAnyMoreFencesTheAgent() throws IOException {
        copy("box", "backup");
        witness.close();
        try (Agent box = start("box")) {
            publish(box, 2);
        }
        delete("box");
        copy("backup", "box");
        witness = Agent.start(options("witness"));
        try (Agent box = start("box")) {
            link(box);
            await().atMost(PATIENCE).until(() -> box.status().state() == AgentStatus.State.FENCED);
            assertThat(box.status().reason()).contains("seq 5").contains("tributary succeed");
            refuses(box);
        }
    }

    @Test
    void aBoxThatWasRestoredFromABackupFetchesWhatTheBackupDoesNotKnow() throws IOException {
        Files.delete(folder.resolve("box.fence"));
        Files.createFile(folder.resolve("box").resolve("restored"));
        try (Agent box = start("box")) {
            assertThat(box.status().reason()).contains("restored from a backup");
            await().atMost(PATIENCE).until(() -> box.status().state() == AgentStatus.State.RUNNING);
        }
        try (Agent box = start("box")) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
        }
    }

    @Test
    void withoutPeersACopyWithoutItsFenceSaysWhatToDo() throws IOException {
        try (Agent lonely = start("lonely")) {
            publish(lonely, 1);
        }
        copy("lonely", "copy");
        try (Agent copy = start("copy")) {
            assertThat(copy.status().state()).isEqualTo(AgentStatus.State.FENCED);
            assertThat(copy.status().reason()).contains("no peer").contains("tributary succeed");
            refuses(copy);
        }
        try (Agent lonely = start("lonely")) {
            assertThat(lonely.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            publish(lonely, 1);
        }
    }

    @Test
    void aStoreThatWasLostIsFetchedWhole() throws IOException {
        delete("box/store");
        String key = witness.author().hex() + "@" + witness.syncAddress();
        try (Agent box = Agent.start(options("box").with("peers", key))) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RECOVERING);
            assertThat(box.space().hex()).isEqualTo(space);
            await().atMost(PATIENCE).until(() -> box.status().state() == AgentStatus.State.RUNNING);
            assertThat(publish(box, 1).seq()).isEqualTo(4);
        }
    }

    @Test
    void ofTwoAgentsWithOneKeyTheCopyStopsAndTheOtherGoesOn() throws IOException {
        try (Agent box = start("box")) {
            link(box);
            await().atMost(PATIENCE).until(() -> box.peers().stream().anyMatch(PeerStatus::rootsEqual));
            copy("box", "clone");
            try (Agent clone = start("clone")) {
                await().atMost(PATIENCE).until(() -> clone.status().reason().contains("another agent with its key"));
                assertThat(clone.status().state()).isEqualTo(AgentStatus.State.FENCED);
                refuses(clone);
                await().atMost(PATIENCE).until(() -> box.status().state() == AgentStatus.State.RUNNING);
                publish(box, 1);
                await().atMost(PATIENCE).until(() -> witness.reader().heads().seq(box.author()) == 4);
                refuses(clone);
            }
            assertThat(witness.forks()).isEmpty();
        }
    }

    /** As a hypervisor does: the fence goes back with the data. */
    @Test
    void aSnapshotThatTookTheFenceAlongHearsAPeerBeforeItSigns() throws IOException {
        copy("box", "snapshot");
        Path fence = folder.resolve("box.fence");
        byte[] fenceBefore = Files.readAllBytes(fence);
        try (Agent box = start("box")) {
            publish(box, 4);
            await().atMost(PATIENCE).until(() -> witness.reader().heads().seq(box.author()) == 7);
        }
        delete("box");
        copy("snapshot", "box");
        Files.write(fence, fenceBefore);
        try (Agent box = start("box")) {
            assertThat(publish(box, 1).seq()).isEqualTo(8);
            await().atMost(PATIENCE).until(() -> witness.reader().heads().seq(box.author()) == 8);
            assertThat(witness.forks()).isEmpty();
        }
    }

    @Test
    void whoHearsNoPeerSignsSoon() throws IOException {
        witness.close();
        try (Agent box = start("box")) {
            assertThat(publish(box, 1).seq()).isEqualTo(4);
        }
        witness = Agent.start(options("witness"));
    }

    @Test
    void whoRestartsOrDialsAgainIsNotTakenForTwo() {
        for (int i = 0; i < 3; i++) {
            try (Agent box = start("box")) {
                link(box);
                publish(box, 1);
                await().atMost(PATIENCE).until(() -> box.peers().stream().anyMatch(PeerStatus::rootsEqual));
                assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            }
        }
    }

    @Test
    void aFenceThatCannotBeWrittenRefusesTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Agent.start(options("new")
                        .with("identity.fence", file.resolve("own").toString())))
                .hasMessageContaining("identity.fence");
        assertThatThrownBy(() -> Agent.start(options("new")
                        .with("identity.fence", folder.resolve("new/own").toString())))
                .hasMessageContaining("lies in the data directory")
                .hasMessageContaining("identity.fence");
    }

    @Test
    void aFenceThatWasNotMovedToItsNewPlaceRefusesTheStartBeforeAnythingIsWritten() throws IOException {
        Path place = folder.resolve("own");
        AgentOptions moved = options("box").with("identity.fence", place.toString());
        assertThatThrownBy(() -> Agent.start(moved))
                .hasMessageContaining("there is no fence file " + place + " (identity.fence), but "
                        + folder.resolve("box.fence") + " is there: move it");
        Files.move(folder.resolve("box.fence"), place);
        try (Agent box = Agent.start(moved)) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
        }
        assertThat(folder.resolve("box.fence")).doesNotExist();
    }

    private static void refuses(Agent agent) {
        assertThatThrownBy(() -> publish(agent, 1))
                .cause()
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.RECOVERING));
    }

    private Agent start(String name) {
        return Agent.start(options(name));
    }

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }

    private void link(Agent box) {
        LinkedAgents.link(witness, box);
    }

    private static EventRef publish(Agent agent, int count) {
        EventRef last = null;
        for (int i = 0; i < count; i++) {
            last = agent.events()
                    .publish(EventDraft.text("test", "event " + i))
                    .toCompletableFuture()
                    .join();
        }
        return java.util.Objects.requireNonNull(last);
    }

    private void copy(String from, String to) throws IOException {
        Path source = folder.resolve(from);
        try (Stream<Path> all = Files.walk(source)) {
            for (Path path : all.toList()) {
                Files.copy(
                        path, folder.resolve(to).resolve(source.relativize(path).toString()));
            }
        }
    }

    private void delete(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve(name))) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
