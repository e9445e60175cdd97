package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code storage.payloads} as an operator writes it, by count and by bytes, with an author named and without. */
class PayloadRulesFromOutsideTest {
    @TempDir
    private Path folder;

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }

    private static void publish(Agent agent, int rounds) {
        for (int i = 0; i < rounds; i++) {
            for (String type : List.of("chat.line", "door", "note")) {
                agent.events()
                        .publish(EventDraft.text(type, "x".repeat(100)))
                        .toCompletableFuture()
                        .join();
            }
        }
    }

    private static long kept(Agent agent, AuthorId author, String type) {
        List<Event> events =
                agent.reader().events(author, 0, 1_000).toCompletableFuture().join();
        return events.stream()
                .filter(event -> event.type().equals(type) && event.payload().isPresent())
                .count();
    }

    @Test
    void payloadsBeyondTheLimitsGoHereAndStayWhereNoRuleNamesThem() {
        try (Agent a = Agent.start(options("a").with("storage.payloads", "chat.*;events=5,door;bytes=1KiB;own"));
                Agent b = Agent.start(options("b")
                        .with("space.id", a.space().hex())
                        .with(
                                "storage.payloads",
                                "note;others;events=3,door;events=4;"
                                        + a.author().hex()))) {
            LinkedAgents.link(a, b);
            publish(a, 40);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(kept(a, a.author(), "chat.line")).isEqualTo(5);
                assertThat(kept(a, a.author(), "door")).isBetween(10L, 11L);
                assertThat(kept(a, a.author(), "note")).isEqualTo(40);
                assertThat(kept(b, a.author(), "note")).isEqualTo(3);
                assertThat(kept(b, a.author(), "door")).isEqualTo(4);
            });
        }
    }
}
