package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.LogStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three agents with real stores: two of them keep the newest part of logs only, the third comes later. */
class StartThereTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int BATCH = 250;

    @TempDir
    private Path folder;

    private final Random random = new Random(5);

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name)).with("storage.segment-size", "1MiB");
    }

    private AgentOptions keeping(String name) {
        return options(name).with("storage.retention", "others;events=500,own;events=500");
    }

    private void publish(Agent agent, int batches) {
        for (int i = 0; i < batches; i++) {
            List<EventDraft> drafts = IntStream.range(0, BATCH)
                    .mapToObj(index -> {
                        byte[] noise = new byte[700];
                        random.nextBytes(noise);
                        return EventDraft.of("test.noise", Bytes.of(noise));
                    })
                    .toList();
            agent.events().publishAll(drafts).toCompletableFuture().join();
        }
    }

    private static LogStatus log(Agent agent, AuthorId author) {
        return agent.logs().stream()
                .filter(log -> log.head().author().equals(author))
                .findFirst()
                .orElseThrow();
    }

    private static long seq(Agent agent, AuthorId author) {
        return agent.reader().heads().seq(author);
    }

    private static boolean inSync(Agent agent) {
        return agent.peers().stream().allMatch(peer -> peer.rootsEqual());
    }

    @Test
    void aNewcomerStartsWhereThePeersStillKeepTheLogs() {
        try (Agent a = Agent.start(keeping("a"));
                Agent b = Agent.start(keeping("b").with("space.id", a.space().hex()));
                Agent c = Agent.start(
                        options("c").with("space.id", a.space().hex()).with("sync.on-gone", "start-there"))) {
            LinkedAgents.link(a, b);
            publish(b, 1);
            for (int i = 0; i < 24; i++) {
                // Retention waits for nobody, so the other one has to keep up.
                publish(a, 1);
                await().atMost(LONG).until(() -> seq(b, a.author()) == seq(a, a.author()));
            }
            await().atMost(LONG).until(() -> log(a, a.author()).firstSeq() > 2_000);
            await().atMost(LONG).until(() -> log(b, a.author()).firstSeq() > 2_000);
            assertThat(log(b, a.author()).begin()).isEqualTo(LogStatus.Begin.PRUNED);

            LinkedAgents.link(a, c);
            LinkedAgents.link(b, c);
            await().atMost(LONG).until(() -> c.logs().size() == 2 && inSync(c) && inSync(a) && inSync(b));

            LogStatus begun = log(c, a.author());
            assertThat(begun.begin()).isEqualTo(LogStatus.Begin.STARTED);
            assertThat(begun.firstSeq())
                    .isEqualTo(Math.min(
                            log(a, a.author()).firstSeq(), log(b, a.author()).firstSeq()));
            assertThat(begun.head()).isEqualTo(log(a, a.author()).head());
            assertThat(log(c, b.author()).begin()).isEqualTo(LogStatus.Begin.WHOLE);
            assertThat(c.status().shortened()).isEqualTo(1);
            assertThat(c.metrics()).contains("tributary_sync_events_duplicate_total 0");
            long events = begun.head().seq() - begun.firstSeq() + 1;
            assertThat(c.metrics()).contains("tributary_sync_events_received_total " + (double) (events + BATCH));

            publish(a, 1);
            await().atMost(LONG)
                    .until(() -> log(c, a.author()).head().seq() == begun.head().seq() + BATCH);
        }
    }
}
