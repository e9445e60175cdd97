package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PeerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole agents, of which one wants nothing from the other. */
class OneWayTest {
    @TempDir
    private Path folder;

    @Test
    void whoWantsNothingFromAPeerStillDeliversItsOwnLog() {
        try (Agent hub = Agent.start(options("hub"))) {
            AgentOptions sensor = options("sensor")
                    .with("space.id", hub.space().hex())
                    .with("peers", hub.author().hex() + "@" + hub.syncAddress())
                    .with("sync.interest", hub.author().hex() + "=none");
            try (Agent device = Agent.start(sensor)) {
                publish(hub, 100);
                publish(device, 10);
                hub.addPeer(device.author(), Optional.empty())
                        .toCompletableFuture()
                        .join();
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertThat(hub.reader().heads().seq(device.author())).isEqualTo(10);
                    assertThat(hub.peers()).singleElement().matches(PeerStatus::rootsEqual);
                    assertThat(device.peers()).singleElement().matches(PeerStatus::rootsEqual);
                });
                assertThat(device.reader().heads().byAuthor()).containsOnlyKeys(device.author());
            }
        }
    }

    private AgentOptions options(String name) {
        return AgentOptions.inDirectory(folder.resolve(name))
                .with("sync.listen", "127.0.0.1:0")
                .with("web.enabled", "false");
    }

    private static void publish(Agent agent, int count) {
        for (int i = 0; i < count; i++) {
            agent.events()
                    .publish(EventDraft.json("sensor.reading", "{\"n\":" + i + "}"))
                    .toCompletableFuture()
                    .join();
        }
    }
}
