package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.ForkStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory that was copied and then used twice: two histories of one key. */
class CopiedAgentTest {
    @TempDir
    private Path folder;

    @Test
    void whoHasSignedTwoHistoriesSaysSoAndRefusesToPublish() throws IOException {
        String space;
        AuthorId key;
        try (Agent original = Agent.start(options("original"))) {
            publish(original, 3);
            space = original.space().hex();
            key = original.author();
        }
        copy(folder.resolve("original"), folder.resolve("copy"));
        // As a snapshot of a whole machine: the fence is the same too, so nothing tells that this is a copy.
        Files.copy(folder.resolve("original.fence"), folder.resolve("copy.fence"));
        try (Agent witness = Agent.start(options("witness").with("space.id", space))) {
            witness.addPeer(key, Optional.empty()).toCompletableFuture().join();
            try (Agent original = Agent.start(options("original"))) {
                publish(original, 2);
                link(original, witness);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> witness.reader().heads().seq(key) == 6);
            }
            try (Agent copy = Agent.start(options("copy"))) {
                publish(copy, 3);
                link(copy, witness);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> copy.status().state() == AgentStatus.State.READ_ONLY);
                assertThat(copy.status().reason()).contains("two histories");
                assertFrozen(copy);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> witness.reader().heads().seq(key) == 4);
                assertThat(List.of(copy, witness))
                        .allSatisfy(agent -> assertThat(agent.forks())
                                .singleElement()
                                .extracting(ForkStatus::author)
                                .isEqualTo(key));
                assertThat(witness.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            }
            // Its fence had come further than the cut, and the peer is silent about more: it waits for neither.
            try (Agent copy = Agent.start(options("copy"))) {
                assertThat(copy.status().state()).isEqualTo(AgentStatus.State.READ_ONLY);
                assertFrozen(copy);
            }
        }
    }

    private static void assertFrozen(Agent agent) {
        assertThatThrownBy(() -> publish(agent, 1))
                .cause()
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.FROZEN));
    }

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }

    private static void link(Agent from, Agent to) {
        from.addPeer(to.author(), Optional.of(to.syncAddress()))
                .toCompletableFuture()
                .join();
    }

    private static void publish(Agent agent, int count) {
        for (int i = 0; i < count; i++) {
            agent.events()
                    .publish(EventDraft.json("sensor.reading", "{\"n\":" + i + "}"))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
