package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
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

    @Test
    void whatIsWantedMayBeSaidWhenAPeerIsAddedAndOutlivesARestart() {
        try (Agent hub = Agent.start(options("hub"))) {
            AgentOptions sensor = options("sensor").with("space.id", hub.space().hex());
            publish(hub, 5);
            try (Agent device = Agent.start(sensor)) {
                publish(device, 1);
                hub.addPeer(device.author(), Optional.empty())
                        .toCompletableFuture()
                        .join();
                wants(device, hub, "none");
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(device.peers())
                                .singleElement()
                                .matches(PeerStatus::rootsEqual)
                                .extracting(PeerStatus::interest)
                                .isEqualTo("none"));
                assertThat(device.reader().heads().byAuthor()).containsOnlyKeys(device.author());
                assertThatThrownBy(() -> wants(device, hub, "some"))
                        .hasCauseInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be all, none or KEY+KEY");
            }
            try (Agent device = Agent.start(sensor)) {
                assertThat(device.peers())
                        .singleElement()
                        .extracting(PeerStatus::interest)
                        .isEqualTo("none");
                wants(device, hub, "all");
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(device.reader().heads().seq(hub.author()))
                                .isGreaterThanOrEqualTo(5));
                assertThat(device.removePeer(hub.author()).toCompletableFuture().join())
                        .isTrue();
            }
        }
    }

    @Test
    void whoWantsHeadersOnlyFetchesAPayloadFromAPeer() {
        try (Agent hub = Agent.start(options("hub"))) {
            AgentOptions sensor = options("sensor").with("space.id", hub.space().hex());
            publish(hub, 5);
            try (Agent device = Agent.start(sensor)) {
                hub.addPeer(device.author(), Optional.empty())
                        .toCompletableFuture()
                        .join();
                wants(device, hub, "all;headers");
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(device.peers()).singleElement().matches(PeerStatus::rootsEqual));
                Event bare = device.reader()
                        .events(hub.author(), 1, 1)
                        .toCompletableFuture()
                        .join()
                        .get(0);
                assertThat(bare.payload()).isEmpty();
                assertThat(bare.payloadSize()).isPositive();
                assertThat(device.fetch(bare.hash()).toCompletableFuture().join())
                        .isEqualTo(hub.reader()
                                .event(bare.hash())
                                .toCompletableFuture()
                                .join())
                        .get()
                        .matches(event -> event.payload().isPresent());
            }
        }
    }

    @Test
    void theConfigurationHasTheLastWordAboutAPeer() {
        AuthorId peer = AuthorId.ofHex("ab".repeat(32));
        try (Agent agent = Agent.start(options("a").with("sync.interest", peer.hex() + "=none"))) {
            agent.addPeer(peer, Optional.empty(), Optional.of("none"))
                    .toCompletableFuture()
                    .join();
            assertThatThrownBy(() -> agent.addPeer(peer, Optional.empty(), Optional.of("all"))
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sync.interest says what is wanted");
            assertThat(agent.peers())
                    .singleElement()
                    .extracting(PeerStatus::interest)
                    .isEqualTo("none");
        }
    }

    private static void wants(Agent agent, Agent peer, String interest) {
        agent.addPeer(peer.author(), Optional.of(peer.syncAddress()), Optional.of(interest))
                .toCompletableFuture()
                .join();
    }

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
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
