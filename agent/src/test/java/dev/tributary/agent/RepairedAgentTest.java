package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.storage.Verify;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.AgentStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two agents in sync; one is damaged while it is off, and whole again once it has met the other. */
class RepairedAgentTest {
    private static final int EVENTS = 2_400;

    @TempDir
    private Path folder;

    private final Random random = new Random(7);

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name)).with("storage.segment-size", "1MiB");
    }

    /** Random payloads, so that the first segment is full and a second one begun. */
    private void publish(Agent agent, int count) {
        publish(agent, count, 100);
    }

    private void publish(Agent agent, int count, int atOnce) {
        List<CompletableFuture<?>> published = new ArrayList<>();
        for (int done = 0; done < count; done += atOnce) {
            List<EventDraft> drafts = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                byte[] payload = new byte[600];
                random.nextBytes(payload);
                drafts.add(EventDraft.of("reading", Bytes.wrap(payload)));
            }
            published.add(agent.events().publishAll(drafts).toCompletableFuture());
        }
        published.forEach(CompletableFuture::join);
    }

    private static void inSync(Agent a, Agent b) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(b.status().digest()).isEqualTo(a.status().digest()));
    }

    private static List<Event> all(Agent agent, AuthorId author) {
        List<Event> all = new ArrayList<>();
        List<Event> page;
        do {
            long after = all.isEmpty() ? 0 : all.get(all.size() - 1).seq();
            page = agent.reader()
                    .events(author, after, 1_000)
                    .toCompletableFuture()
                    .join();
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    private static double metric(Agent agent, String name) {
        Matcher line =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(agent.metrics());
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    /** The files of the log, oldest first. */
    private List<Path> segments(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name).resolve("store"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    /** What a crash would leave of a data directory now. */
    private Path copy(String name) throws IOException {
        Path store = folder.resolve(name).resolve("store");
        Path copy = Files.createTempDirectory(folder, "copy");
        Files.createDirectory(copy.resolve("store"));
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve("store").resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int part = 1; part < 4; part++) {
            bytes[bytes.length / 4 * part] ^= 0x10;
        }
        Files.write(file, bytes);
    }

    /** After a clean stop nothing is read again at the start: reading finds it. After a crash the start does. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsDamagedIsNeverServedAndComesBackFromThePeer(boolean crashed) throws IOException {
        try (Agent a = Agent.start(options("a"))) {
            String space = a.space().hex();
            AgentOptions second = options("b").with("space.id", space);
            List<Event> truth;
            try (Agent b = Agent.start(second)) {
                LinkedAgents.link(a, b);
                publish(a, EVENTS);
                inSync(a, b);
                truth = all(b, a.author());
                assertThat(truth).hasSize(EVENTS + 1);
            }
            List<Path> segments = segments("b");
            assertThat(segments).hasSizeGreaterThan(1);
            flip(segments.get(0));
            flip(segments.get(segments.size() - 1));
            if (crashed) {
                Files.delete(folder.resolve("b/store/index.clean"));
            }
            assertThat(Verify.check(folder.resolve("b"), (done, total) -> {}).clean())
                    .isFalse();
            Map<EventHash, Event> known = truth.stream().collect(Collectors.toMap(Event::hash, event -> event));
            try (Agent b = Agent.start(second)) {
                assertThat(all(b, a.author()))
                        .allSatisfy(event ->
                                assertThat(known.get(event.hash()).payload()).isEqualTo(event.payload()));
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(metric(b, "tributary_scrub_damages_total")).isGreaterThanOrEqualTo(2);
                    assertThat(metric(b, "tributary_scrub_missing_events")).isZero();
                    assertThat(metric(b, "tributary_scrub_repaired_events_total"))
                            .isPositive();
                    // Damage that nobody has read yet is no missing event yet, and a torn tail is no damage.
                    assertThat(all(b, a.author()).stream().map(RepairedAgentTest::content))
                            .isEqualTo(truth.stream()
                                    .map(RepairedAgentTest::content)
                                    .toList());
                });
                inSync(a, b);
                publish(a, 100);
                inSync(a, b);
                // A damaged piece that lacks no event any more goes a moment later.
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(500))
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .untilAsserted(() -> assertThat(Verify.check(copy("b"), (done, total) -> {})
                                        .problems())
                                .isEmpty());
            }
            assertThat(Verify.check(folder.resolve("b"), (done, total) -> {}).problems())
                    .isEmpty();
        }
    }

    @Test
    void whatIsDamagedComesBackAlsoFromAPeerThatHasMadeLongerRunsOfIt() throws IOException {
        try (Agent a = Agent.start(options("a"))) {
            AgentOptions second = options("b").with("space.id", a.space().hex()).with("storage.segment-size", "16MiB");
            List<Event> truth;
            try (Agent b = Agent.start(second)) {
                LinkedAgents.link(a, b);
                for (int i = 0; i < 240; i++) {
                    publish(a, 20, 20);
                }
                inSync(a, b);
                truth = all(b, a.author());
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(segments("a").get(0).getFileName().toString())
                                    .startsWith("merged-"));
            flip(segments("b").get(0));
            Files.delete(folder.resolve("b/store/index.clean"));
            try (Agent b = Agent.start(second)) {
                assertThat(metric(b, "tributary_scrub_missing_events")).isPositive();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(metric(b, "tributary_scrub_missing_events"))
                                .isZero());
                assertThat(all(b, a.author()).stream().map(RepairedAgentTest::content))
                        .isEqualTo(
                                truth.stream().map(RepairedAgentTest::content).toList());
            }
        }
    }

    @Test
    void whatIsMissingShowsInTheStatusUntilAPeerHasSentIt() throws IOException {
        try (Agent a = Agent.start(options("a"))) {
            AgentOptions second = options("b").with("space.id", a.space().hex());
            AuthorId late;
            try (Agent b = Agent.start(second)) {
                late = b.author();
                a.addPeer(late, Optional.empty()).toCompletableFuture().join();
                b.addPeer(a.author(), Optional.of(a.syncAddress()))
                        .toCompletableFuture()
                        .join();
                publish(a, EVENTS);
                inSync(a, b);
                assertThat(b.status().reason()).isEmpty();
            }
            flip(segments("b").get(0));
            Files.delete(folder.resolve("b/store/index.clean"));
            a.removePeer(late).toCompletableFuture().join();
            try (Agent b = Agent.start(second)) {
                assertThat(b.status().state()).isEqualTo(AgentStatus.State.RUNNING);
                assertThat(b.status().reason()).contains("damaged or gone", "tributary verify");
                a.addPeer(late, Optional.empty()).toCompletableFuture().join();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(b.status().reason()).isEmpty());
            }
        }
    }

    @Test
    void aFullOwnLogShowsInTheStatus() {
        try (Agent a = Agent.start(options("a").with("storage.retention", "own;events=150;refuse"))) {
            publish(a, 100);
            assertThat(a.status().reason()).isEmpty();
            publish(a, 100);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(a.status().reason()).contains("storage.retention"));
        }
    }

    /** All but the signature, which another run may carry now. */
    private static List<Object> content(Event event) {
        return List.of(event.ref(), event.payload(), event.type());
    }

    @Test
    void aPayloadThatOneAgentDeletesStaysDeletedThereAndStaysWithTheOther() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()))) {
            LinkedAgents.link(a, b);
            publish(a, 100);
            inSync(a, b);
            EventHash hash = all(b, a.author()).get(50).hash();
            assertThat(b.deletePayload(hash).toCompletableFuture().join()).isTrue();
            assertThat(b.deletePayload(hash).toCompletableFuture().join())
                    .as("again")
                    .isTrue();
            assertThat(payload(b, hash)).isEmpty();
            assertThat(b.fetch(hash).toCompletableFuture().join().orElseThrow().payload())
                    .as("the peer has it, and nobody asks")
                    .isEmpty();
            assertThat(payload(a, hash)).isPresent();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(metric(b, "tributary_payloads_erased_total"))
                            .isEqualTo(1));
            assertThat(metric(b, "tributary_payloads_waiting_segments")).isZero();
            assertThat(metric(b, "tributary_payloads_deleted")).isEqualTo(1);
            inSync(a, b);
            // Who wants payloads gets the run from the agent that has it, and none from the other.
            try (Agent c = Agent.start(options("c").with("space.id", a.space().hex()))) {
                LinkedAgents.link(b, c);
                LinkedAgents.link(a, c);
                inSync(a, c);
                assertThat(payload(c, hash)).isPresent();
            }
            EventHash unknown = EventHash.ofHex("ab".repeat(32));
            assertThat(b.deletePayload(unknown).toCompletableFuture().join()).isFalse();
            EventHash genesis = all(b, a.author()).get(0).hash();
            assertThat(b.deletePayload(genesis).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                    .withMessageContaining("keep their payloads");
        }
    }

    private static Optional<Bytes> payload(Agent agent, EventHash hash) {
        return agent.reader()
                .event(hash)
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .payload();
    }
}
