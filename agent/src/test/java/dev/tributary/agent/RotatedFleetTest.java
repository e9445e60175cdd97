package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.cli.AgentStarter;
import dev.tributary.agent.cli.AgentStarter.Succeeded;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.SuccessorStatus;
import dev.tributary.api.status.SuccessorStatus.Signature;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigReader;
import dev.tributary.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A box changes its key in a fleet that runs: one peer is told, the others see who it is. */
class RotatedFleetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private AuthorId old;
    private String space;
    private Agent told;

    @BeforeEach
    void aBoxWithAPeerThatHoldsItsLog() {
        try (Agent box = Agent.start(options("box"))) {
            old = box.author();
            space = box.space().hex();
        }
        told = Agent.start(inSpace("told"));
        try (Agent box = Agent.start(options("box"))) {
            LinkedAgents.link(told, box);
            box.events()
                    .publish(EventDraft.text("test", "old"))
                    .toCompletableFuture()
                    .join();
            await().atMost(PATIENCE).until(() -> told.reader().heads().seq(old) == 2);
        }
    }

    @AfterEach
    void stop() {
        told.close();
    }

    @Test
    void aPeerThatFollowsAdmitsTheSuccessorInPlaceOfTheOldKeyAndStaysSo() {
        String peers = "%s,%s@%s".formatted(old.hex(), told.author().hex(), told.syncAddress());
        AgentOptions options = inSpace("follower")
                .with("peers", peers)
                .with("sync.follow-successors", "true")
                .with("sync.interest", old.hex() + "=all;quiet");
        AuthorId next;
        try (Agent follower = Agent.start(options)) {
            told.addPeer(follower.author(), Optional.empty())
                    .toCompletableFuture()
                    .join();
            next = succeed(true).author();
            try (Agent box = Agent.start(options("box"))) {
                box.addPeer(follower.author(), Optional.of(follower.syncAddress()))
                        .toCompletableFuture()
                        .join();
                told.addPeer(next, Optional.empty()).toCompletableFuture().join();
                await().atMost(PATIENCE).until(() -> isLinked(follower, next));
                assertThat(peer(follower, old)).isEmpty();
                assertThat(peer(follower, next).orElseThrow().interest()).isEqualTo("all;quiet");
                assertThat(follower.successors())
                        .containsExactly(new SuccessorStatus(next, old, Signature.VALID))
                        .isEqualTo(told.successors());
                assertThat(peer(told, old)).as("who does not follow keeps both").isPresent();
                assertThat(follower.metrics()).contains("tributary_successors 1.0");
            }
        }
        try (Agent follower = Agent.start(options)) {
            assertThat(peer(follower, old)).isEmpty();
            assertThat(peer(follower, next)).isPresent();
            follower.addPeer(old, Optional.empty()).toCompletableFuture().join();
        }
        try (Agent follower = Agent.start(options)) {
            assertThat(peer(follower, old)).as("the operator's word counts").isPresent();
            assertThat(peer(follower, next)).isPresent();
        }
        try (Agent follower = Agent.start(options.with("sync.follow-successors", "false"))) {
            assertThat(peer(follower, old)).isPresent();
        }
    }

    @Test
    void aSuccessorThatTheOldKeyHasNotSignedForIsShownAndNotFollowed() throws IOException {
        Files.delete(folder.resolve("box").resolve("identity.key"));
        AuthorId next = succeed(false).author();
        try (Agent follower = Agent.start(following());
                Agent box = Agent.start(options("box"))) {
            admit(follower, next);
            await().atMost(PATIENCE).until(() -> !follower.successors().isEmpty());
            assertThat(follower.successors()).containsExactly(new SuccessorStatus(next, old, Signature.MISSING));
            assertThat(box.successors()).isEqualTo(follower.successors());
            assertThat(peer(follower, old)).isPresent();
            assertThat(peer(follower, next)).isEmpty();
        }
    }

    @Test
    void ofTwoThatTheOldKeyHasSignedForNoneIsFollowedByWhoLearnsOfBoth() throws IOException {
        Path key = folder.resolve("box").resolve("identity.key");
        byte[] oldKey = Files.readAllBytes(key);
        AuthorId one = succeed(false).author();
        Files.write(key, oldKey);
        AuthorId other = succeed(false).author();
        try (Agent box = Agent.start(options("box"))) {
            told.addPeer(other, Optional.empty()).toCompletableFuture().join();
            await().atMost(PATIENCE).until(() -> told.successors().size() == 2);
            assertThat(told.successors())
                    .containsExactlyInAnyOrder(
                            new SuccessorStatus(one, old, Signature.VALID),
                            new SuccessorStatus(other, old, Signature.VALID))
                    .isEqualTo(box.successors());
        }
        AgentOptions follows = options("told").with("sync.follow-successors", "true");
        told.close();
        told = Agent.start(follows);
        assertThat(peer(told, old)).isPresent();
        assertThat(peer(told, one)).isEmpty();
    }

    @Test
    void aMeteredPeerIsNotFollowed() {
        AuthorId next = succeed(true).author();
        try (Agent follower = Agent.start(following().with("sync.links", old.hex() + "=50MiB/day"));
                Agent box = Agent.start(options("box"))) {
            admit(follower, next);
            await().atMost(PATIENCE).until(() -> !follower.successors().isEmpty());
            assertThat(follower.successors()).isEqualTo(box.successors());
            assertThat(peer(follower, next)).isEmpty();
            assertThat(peer(follower, old)).isPresent();
        }
    }

    /** Follows, knows the old key, and gets all from the one that is told. */
    private AgentOptions following() {
        return inSpace("follower")
                .with("peers", old.hex() + "," + told.author().hex() + "@" + told.syncAddress())
                .with("sync.follow-successors", "true");
    }

    private void admit(Agent follower, AuthorId next) {
        told.addPeer(follower.author(), Optional.empty()).toCompletableFuture().join();
        told.addPeer(next, Optional.empty()).toCompletableFuture().join();
    }

    private Succeeded succeed(boolean needsOldKey) {
        AgentConfig config = ConfigReader.read(ConfigSources.DEFAULTS.withFlag(
                        "--data", "data", folder.resolve("box").toString()))
                .orElseThrow(problems -> new AssertionError(problems.toString()));
        return new LocalAgents().succeed(config, new AgentStarter.Change(needsOldKey, false));
    }

    private static Optional<PeerStatus> peer(Agent agent, AuthorId key) {
        return agent.peers().stream().filter(peer -> peer.key().equals(key)).findFirst();
    }

    private static boolean isLinked(Agent agent, AuthorId key) {
        return peer(agent, key)
                .filter(peer -> peer.state() == PeerStatus.State.CONNECTED)
                .isPresent();
    }

    private AgentOptions inSpace(String name) {
        return options(name).with("space.id", space);
    }

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }
}
