package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.status.AgentStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One agent with real files and sockets, started the way a host does it. */
class TributaryAgentTest {
    @TempDir
    private Path folder;

    @Test
    void theNameOfTheSpaceIsKeptSoThatNoStartLooksForItsEvent() {
        AgentOptions options = options("named").with("space.name", "house");
        try (Agent agent = Agent.start(options)) {
            await().untilAsserted(() -> assertThat(agent.status().spaceName()).isEqualTo("house"));
        }
        try (Agent agent = Agent.start(options)) {
            assertThat(agent.status().spaceName()).isEqualTo("house");
        }
    }

    @Test
    void oneLogIsOneOutOfAll() {
        try (Agent agent = Agent.start(options("a"))) {
            publish(agent, "door.state");
            assertThat(agent.logs()).hasSize(1);
            assertThat(agent.log(agent.author())).contains(agent.logs().get(0));
            assertThat(agent.log(AuthorId.ofHex("11".repeat(32)))).isEmpty();
        }
    }

    @Test
    void publishesReadsAndListens() {
        try (Agent agent = Agent.start(options("a"))) {
            List<Long> heard = new CopyOnWriteArrayList<>();
            agent.reader()
                    .listen(
                            EventFilter.type("door.*"),
                            arrival -> heard.add(arrival.event().seq()));
            List<EventRef> refs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                refs.add(publish(agent, "door.state"));
            }
            refs.addAll(agent.events()
                    .publishAll(List.of(EventDraft.text("door.state", "x"), EventDraft.text("lamp.state", "y")))
                    .toCompletableFuture()
                    .join());

            assertThat(refs)
                    .extracting(EventRef::seq)
                    .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L);
            assertThat(agent.reader().heads().seq(agent.author())).isEqualTo(13);
            assertThat(agent.reader()
                            .event(refs.get(3).hash())
                            .toCompletableFuture()
                            .join())
                    .hasValueSatisfying(event -> assertThat(event.ref()).isEqualTo(refs.get(3)));
            assertThat(agent.reader()
                            .events(agent.author(), 11, 5)
                            .toCompletableFuture()
                            .join())
                    .extracting(event -> event.type())
                    .containsExactly("door.state", "lamp.state");
            await().untilAsserted(
                            () -> assertThat(heard).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L));
        }
    }

    @Test
    void describesItself() {
        try (Agent agent = Agent.start(options("a").with("space.name", "house"))) {
            await().untilAsserted(() -> assertThat(agent.status().spaceName()).isEqualTo("house"));
            AgentStatus status = agent.status();
            assertThat(status.state()).isEqualTo(AgentStatus.State.RUNNING);
            assertThat(status.authors()).isEqualTo(1);
            assertThat(status.digest()).hasSize(32);
            assertThat(status.storage().events()).isEqualTo(1);
            assertThat(agent.logs()).hasSize(1);
            assertThat(agent.forks()).isEmpty();
            assertThat(agent.peers()).isEmpty();
            assertThat(agent.syncAddress()).startsWith("127.0.0.1:").doesNotEndWith(":0");
        }
    }

    @Test
    void servesTheApiAndSaysWhere() throws Exception {
        try (Agent agent = Agent.start(options("a").with("web.enabled", "true").with("web.listen", "127.0.0.1:0"))) {
            String url = agent.webAddress().orElseThrow();
            assertThat(Files.readString(data("a").resolve("api-url"))).isEqualTo(url + "\n");
            assertThat(get(url + "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(url + "/api/v1/heads").statusCode()).isEqualTo(401);
        }
        assertThat(data("a").resolve("api-url")).doesNotExist();
    }

    @Test
    void comesBackAsTheSameAfterARestart() {
        AuthorId author;
        String digest;
        String storeId;
        try (Agent agent = Agent.start(options("a"))) {
            publish(agent, "a");
            author = agent.author();
            digest = agent.status().digest();
            storeId = agent.reader().storeId();
        }
        try (Agent agent = Agent.start(options("a"))) {
            assertThat(agent.author()).isEqualTo(author);
            assertThat(agent.status().digest()).isEqualTo(digest);
            assertThat(agent.reader().storeId()).isEqualTo(storeId);
            assertThat(publish(agent, "a").seq()).isEqualTo(3);
        }
    }

    @Test
    void keepsPeersThatWereAddedWhileItRan() {
        AuthorId peer = AuthorId.ofHex("ab".repeat(32));
        try (Agent agent = Agent.start(options("a"))) {
            agent.addPeer(peer, Optional.of("127.0.0.1:9"))
                    .toCompletableFuture()
                    .join();
            assertThat(agent.peers()).hasSize(1);
            assertThatThrownBy(() -> agent.addPeer(agent.author(), Optional.empty())
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> agent.addPeer(peer, Optional.of("nonsense"))
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
        try (Agent agent = Agent.start(options("a"))) {
            assertThat(agent.peers()).singleElement().satisfies(status -> {
                assertThat(status.key()).isEqualTo(peer);
                assertThat(status.address()).contains("127.0.0.1:9");
            });
            assertThat(agent.removePeer(peer).toCompletableFuture().join()).isTrue();
            assertThat(agent.removePeer(peer).toCompletableFuture().join()).isFalse();
        }
        try (Agent agent = Agent.start(options("a"))) {
            assertThat(agent.peers()).isEmpty();
        }
    }

    @Test
    void leavesNoThreadBehind() {
        Agent.start(options("warm")).close();
        Set<Thread> before = threads();
        try (Agent agent = Agent.start(options("a").with("web.enabled", "true").with("web.listen", "127.0.0.1:0"))) {
            agent.reader().listen(EventFilter.ALL, arrival -> {});
            publish(agent, "a");
            Set<Thread> made = threads();
            made.removeAll(before);
            assertThat(made).isNotEmpty().allMatch(Thread::isDaemon);
        }
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            System.gc();
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left).isEmpty();
        });
    }

    @Test
    void stopsOnceHoweverOftenItIsAsked() {
        Agent agent = Agent.start(options("a"));
        agent.close();
        agent.close();

        assertThatThrownBy(() -> publish(agent, "a"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(PublishException.Reason.CLOSED));
    }

    @Test
    void refusesASecondAgentOnOneDirectory() {
        try (Agent agent = Agent.start(options("a"))) {
            assertThatThrownBy(() -> Agent.start(options("a")))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("in use by another agent")
                    .hasMessageContaining(data("a").toString());
            assertThat(publish(agent, "a").seq()).isEqualTo(2);
        }
    }

    @Test
    void refusesAPortInUseAndWritesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> Agent.start(options("a").with("sync.listen", address)))
                    .isInstanceOf(AgentException.class)
                    .hasMessage("cannot listen on " + address
                            + ": address already in use; choose another with sync.listen");
            assertThatThrownBy(() ->
                            Agent.start(options("a").with("web.enabled", "true").with("web.listen", address)))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("web.listen");
        }
        assertThat(data("a")).doesNotExist();
    }

    @Test
    void refusesADirectoryThatCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Agent.start(AgentOptions.inDirectory(file)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> Agent.start(AgentOptions.inDirectory(file.resolve("below"))))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot be made");
        assertThat(file).isEmptyFile();
    }

    @Test
    void refusesADamagedIdentityAndLeavesEverythingAsItIs() throws IOException {
        Agent.start(options("a")).close();
        Path identity = data("a").resolve("identity.key");
        Files.writeString(identity, "not an identity");
        List<String> before = names("a");

        assertThatThrownBy(() -> Agent.start(options("a")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(identity.toString())
                .hasMessageContaining("damaged");
        assertThat(identity).hasContent("not an identity");
        assertThat(names("a")).isEqualTo(before);
    }

    @Test
    void refusesAnotherSpaceInADirectoryThatHasOne() {
        Agent.start(options("a")).close();
        assertThatThrownBy(() -> Agent.start(options("a").with("space.id", "ab".repeat(32))))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("ab".repeat(32));
        Agent.start(options("a")).close();
    }

    @Test
    void refusesAnUnknownSettingBeforeAnythingElse() {
        assertThatThrownBy(() -> Agent.start(options("a").with("sync.lisen", "127.0.0.1:0")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("did you mean sync.listen");
        assertThat(data("a")).doesNotExist();
    }

    private AgentOptions options(String name) {
        return LinkedAgents.options(data(name));
    }

    private Path data(String name) {
        return folder.resolve(name);
    }

    private List<String> names(String name) throws IOException {
        try (Stream<Path> files = Files.walk(data(name))) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private static EventRef publish(Agent agent, String type) {
        return agent.events()
                .publish(EventDraft.json(type, "{\"open\":true}"))
                .toCompletableFuture()
                .join();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .filter(thread -> thread.getThreadGroup() != null
                        && !"system".equals(thread.getThreadGroup().getName()))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
