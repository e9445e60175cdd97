package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.network.Refusal;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.status.PeerLogs;
import dev.tributary.api.status.PeerStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents over TLS on loopback, with real stores. */
class TwoAgentsTest {
    private static final int BATCHES = 40;
    private static final int BATCH = 250;

    @TempDir
    private Path folder;

    @Test
    void holdTheSameAfterTenThousandEventsAndAfterARestart() {
        AuthorId keyA;
        AuthorId keyB;
        String space;
        try (Agent a = Agent.start(options("a"))) {
            keyA = a.author();
            space = a.space().hex();
        }
        try (Agent b = Agent.start(options("b").with("space.id", space))) {
            keyB = b.author();
        }
        AgentOptions accepting = options("a").with("peers", keyB.hex());
        List<EventRef> published = new ArrayList<>();
        try (Agent a = Agent.start(accepting)) {
            try (Agent b = Agent.start(dialling(a, keyA, space))) {
                for (int i = 0; i < BATCHES; i++) {
                    published.addAll(publish(a, BATCH));
                }
                inSync(a, b);
                assertThat(hashes(b, keyA)).containsAll(published);
                // Who waited for the space's name has it, and costs nothing any more.
                await().untilAsserted(() ->
                        assertThat(metric(b, "tributary_listeners")).isZero());
                assertThat(b.status().spaceName())
                        .isEqualTo(a.status().spaceName())
                        .isNotEmpty();
                assertThat(metric(a, "tributary_sync_events_duplicate_total")).isZero();
                assertThat(metric(b, "tributary_sync_events_duplicate_total")).isZero();
                assertThat(metric(b, "tributary_sync_events_received_total")).isEqualTo(BATCHES * BATCH + 1.0);
                assertThat(metric(b, "tributary_events_appended_total{origin=\"remote\"}"))
                        .isEqualTo(BATCHES * BATCH + 1.0);

                EventRef back = publish(b, 1).get(0);
                await().untilAsserted(
                                () -> assertThat(a.reader().heads().seq(keyB)).isEqualTo(back.seq()));
            }
        }
        try (Agent a = Agent.start(accepting);
                Agent b = Agent.start(dialling(a, keyA, space))) {
            inSync(a, b);
            assertThat(metric(b, "tributary_sync_events_received_total")).isZero();
            PeerStatus link = b.peers().get(0);
            assertThat(link.bytesIn() + link.bytesOut()).isLessThanOrEqualTo(4096);
        }
    }

    @Test
    void anAgentThatIsNotListedIsRefused() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(dialling(a, a.author(), a.space().hex()))) {
            publish(b, 1);
            await().untilAsserted(() -> assertThat(b.peers().get(0).reason()).isNotEmpty());
            assertThat(a.reader().heads().byAuthor()).hasSize(1);
            assertThat(a.peers()).isEmpty();
            assertThat(metric(a, "tributary_links_refused_total{reason=\"stranger\"}"))
                    .isPositive();
            assertThat(metric(b, "tributary_links_refused_total{reason=\"stranger\"}"))
                    .isZero();
            assertThat(reasons(a))
                    .containsExactlyInAnyOrderElementsOf(reasons(b))
                    .hasSize(Refusal.values().length);
        }
    }

    @Test
    void aPeerAddedWhileBothRunIsSyncedAtOnce() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()))) {
            publish(a, 100);
            LinkedAgents.link(a, b);
            inSync(a, b);
            assertThat(b.removePeer(a.author()).toCompletableFuture().join()).isTrue();
            await().untilAsserted(() -> assertThat(a.peers().get(0).state()).isEqualTo(PeerStatus.State.AWAITED));
            assertThat(b.metrics()).doesNotContain(a.author().hex());
        }
    }

    @Test
    void equalLogsDifferInNothingAndWithoutALinkNothingIsKnown() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()))) {
            publish(a, 10);
            a.addPeer(b.author(), Optional.empty()).toCompletableFuture().join();
            assertThat(logs(a, b.author())).isEqualTo(nothing(b.author(), false, false));
            b.addPeer(a.author(), Optional.of(a.syncAddress()))
                    .toCompletableFuture()
                    .join();
            inSync(a, b);
            assertThat(logs(a, b.author())).isEqualTo(nothing(b.author(), true, true));
        }
    }

    @Test
    void anAgentThatTakesNothingCompressedHoldsTheSameForMoreBytes() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()));
                Agent c = Agent.start(
                        options("c").with("space.id", a.space().hex()).with("sync.compression", "off"))) {
            for (int i = 0; i < 4; i++) {
                publish(a, BATCH);
            }
            for (Agent peer : List.of(b, c)) {
                LinkedAgents.link(a, peer);
                inSync(a, peer);
            }
            assertThat(hashes(c, a.author())).isEqualTo(hashes(b, a.author()));
            assertThat(b.peers().get(0).bytesIn()).isLessThan(c.peers().get(0).bytesIn() / 2);
        }
    }

    private static PeerLogs logs(Agent agent, AuthorId peer) {
        return agent.peerLogs(peer, Optional.empty(), 10).toCompletableFuture().join();
    }

    private static PeerLogs nothing(AuthorId peer, boolean linked, boolean equal) {
        return new PeerLogs(peer, linked, equal, List.of(), Optional.empty());
    }

    private static void inSync(Agent a, Agent b) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(b.status().digest()).isEqualTo(a.status().digest());
            assertThat(a.peers()).allMatch(PeerStatus::rootsEqual);
            assertThat(b.peers()).allMatch(PeerStatus::rootsEqual);
        });
        assertThat(b.reader().heads()).isEqualTo(a.reader().heads());
    }

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }

    private AgentOptions dialling(Agent a, AuthorId key, String space) {
        return options("b").with("space.id", space).with("peers", key.hex() + "@" + a.syncAddress());
    }

    private static List<EventRef> publish(Agent agent, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(EventDraft.json("sensor.reading", "{\"n\":" + i + "}"));
        }
        return agent.events().publishAll(drafts).toCompletableFuture().join();
    }

    private static List<EventRef> hashes(Agent agent, AuthorId author) {
        List<EventRef> refs = new ArrayList<>();
        List<Event> page;
        do {
            page = agent.reader()
                    .events(author, refs.size(), 1_000)
                    .toCompletableFuture()
                    .join();
            page.forEach(event -> refs.add(event.ref()));
        } while (!page.isEmpty());
        return refs;
    }

    private static List<String> reasons(Agent agent) {
        return agent.metrics()
                .lines()
                .filter(line -> line.startsWith("tributary_links_refused_total{"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static double metric(Agent agent, String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(agent.metrics());
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
