package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.Receipt;
import dev.tributary.api.status.PeerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What peers hold of the own log, over TLS on loopback with real stores. */
class ReplicatedTest {
    private static final EventDraft DRAFT = EventDraft.text("test.event", "x");
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }

    private static Receipt publish(Agent agent, int peers, Duration within) {
        return agent.events()
                .publish(DRAFT, Durability.replicated(peers).within(within))
                .toCompletableFuture()
                .join();
    }

    private static double metric(Agent agent, String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(agent.metrics());
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static double replicated(Agent agent, int k) {
        return metric(agent, "tributary_replicated_events{k=\"" + k + "\"}");
    }

    @Test
    void aPublishWaitsForTwoPeersAndIsToldWhenThereIsOnlyOne() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()));
                Agent c = Agent.start(options("c").with("space.id", a.space().hex()))) {
            LinkedAgents.link(a, b);
            Receipt one = publish(a, 1, LONG);
            assertThat(one.reached()).isTrue();
            assertThat(b.reader().heads().seq(a.author()))
                    .as("it is there when it is told")
                    .isGreaterThanOrEqualTo(one.events().get(0).seq());

            Receipt tooFew = publish(a, 2, Duration.ofSeconds(1));
            assertThat(tooFew.reached()).isFalse();
            assertThat(tooFew.peers()).isEqualTo(1);
            assertThat(a.reader().heads().seq(a.author()))
                    .isEqualTo(tooFew.events().get(0).seq());

            CompletableFuture<Receipt> waits = a.events()
                    .publish(DRAFT, Durability.replicated(2).within(LONG))
                    .toCompletableFuture();
            assertThat(metric(a, "tributary_publish_waiting_for_peers")).isEqualTo(1);
            LinkedAgents.link(a, c);
            assertThat(waits.join().reached()).isTrue();
            assertThat(waits.join().peers()).isEqualTo(2);
            long seq = waits.join().events().get(0).seq();
            await().untilAsserted(() -> assertThat(replicated(a, 2)).isEqualTo((double) seq));
            assertThat(replicated(a, 1)).isEqualTo((double) seq);
            assertThat(replicated(a, 3)).isZero();
            assertThat(metric(a, "tributary_publish_waiting_for_peers")).isZero();
        }
    }

    @Test
    void writersThatNeverPauseAreAnsweredToo() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()))) {
            LinkedAgents.link(a, b);
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            List<CompletableFuture<EventRef>> others = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                others.add(b.events().publish(DRAFT).toCompletableFuture());
                receipts.add(a.events()
                        .publish(DRAFT, Durability.replicated(1).within(LONG))
                        .toCompletableFuture());
                if (i % 3 == 0) {
                    receipts.get(i / 2).join();
                }
            }
            assertThat(receipts).allMatch(receipt -> receipt.join().reached());
            assertThat(others).allMatch(other -> other.join().seq() > 0);
        }
    }

    @Test
    void whatPeersHoldIsKnownAfterARestartAndARemovedPeerDoesNotCount() {
        AuthorId keyB;
        long seq;
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()))) {
            LinkedAgents.link(a, b);
            keyB = b.author();
            Receipt receipt = publish(a, 1, LONG);
            assertThat(receipt.reached()).isTrue();
            seq = receipt.events().get(0).seq();
        }
        try (Agent a = Agent.start(options("a"))) {
            await().untilAsserted(() -> assertThat(replicated(a, 1)).isEqualTo((double) seq));
            Receipt alone = publish(a, 1, Duration.ofMillis(300));
            assertThat(alone.peers()).isZero();
            a.removePeer(keyB).toCompletableFuture().join();
            await().untilAsserted(() -> assertThat(replicated(a, 1)).isZero());
        }
        try (Agent a = Agent.start(options("a"))) {
            assertThat(replicated(a, 1)).isZero();
        }
    }

    @Test
    void whoWantsHeadersOnlyHoldsNothing() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b")
                        .with("space.id", a.space().hex())
                        .with("sync.interest", a.author().hex() + "=all;headers"))) {
            LinkedAgents.link(a, b);
            Receipt receipt = publish(a, 1, Duration.ofMillis(1_500));
            await().untilAsserted(() -> assertThat(b.reader().heads().seq(a.author()))
                    .isEqualTo(receipt.events().get(0).seq()));
            assertThat(receipt.peers()).isZero();
        }
    }

    @Test
    void aStoppingAgentAnswersWhoWaits() {
        CompletableFuture<Receipt> waits;
        try (Agent a = Agent.start(options("a"))) {
            waits = a.events()
                    .publish(DRAFT, Durability.replicated(1).within(Duration.ofMinutes(10)))
                    .toCompletableFuture();
            await().untilAsserted(
                            () -> assertThat(a.reader().heads().seq(a.author())).isEqualTo(2));
        }
        assertThat(waits.orTimeout(5, TimeUnit.SECONDS).join().reached()).isFalse();
    }

    @Test
    void aFullLogRefusesAndThePeersOfItsAuthorStopAndGoOn() {
        String space;
        AuthorId keyA;
        try (Agent a = Agent.start(options("a").with("storage.retention", "own;events=300;refuse"));
                Agent b = Agent.start(options("b")
                        .with("space.id", a.space().hex())
                        .with("storage.retention", a.author().hex() + ";events=100;refuse"))) {
            space = a.space().hex();
            keyA = a.author();
            LinkedAgents.link(a, b);
            for (int i = 0; i < 30; i++) {
                a.events()
                        .publishAll(Collections.nCopies(10, DRAFT))
                        .toCompletableFuture()
                        .join();
            }
            assertThatThrownBy(() ->
                            a.events().publish(DRAFT).toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(PublishException.Reason.FULL));
            assertThat(metric(a, "tributary_store_full_logs")).isEqualTo(1);
            await().untilAsserted(() ->
                    assertThat(metric(b, "tributary_store_full_logs")).isEqualTo(1));
            assertThat(b.reader().heads().seq(keyA)).isBetween(100L, 200L);
            b.events().publish(DRAFT).toCompletableFuture().join();
            await().untilAsserted(
                            () -> assertThat(a.reader().heads().seq(b.author())).isPositive());
            await().untilAsserted(() -> {
                PeerStatus link = b.peers().get(0);
                assertThat(link.state()).isEqualTo(PeerStatus.State.STALLED);
                assertThat(link.reason()).contains("rule of retention");
            });
            double received = metric(b, "tributary_sync_events_received_total");
            assertThat(received).as("it is not asked for again and again").isLessThan(400);
        }
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", space))) {
            b.addPeer(keyA, Optional.of(a.syncAddress())).toCompletableFuture().join();
            a.events().publish(DRAFT).toCompletableFuture().join();
            await().untilAsserted(() -> assertThat(b.reader().heads().seq(keyA))
                    .isEqualTo(a.reader().heads().seq(keyA)));
        }
    }
}
