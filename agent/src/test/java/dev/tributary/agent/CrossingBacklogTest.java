package dev.tributary.agent;

import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents that meet with much to tell each other: neither waits for the other to finish. */
class CrossingBacklogTest {
    private static final int EVENTS = 250;

    @TempDir
    private Path folder;

    private final Random random = new Random(5);

    private AgentOptions options(String name) {
        return LinkedAgents.options(folder.resolve(name));
    }

    /** More at once than may be under way on a link of which nothing is known. */
    private void publish(Agent agent) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            byte[] noise = new byte[700];
            random.nextBytes(noise);
            drafts.add(EventDraft.of("test.noise", Bytes.of(noise)));
        }
        agent.events().publishAll(drafts).toCompletableFuture().join();
    }

    private static boolean holdsAll(Agent agent, AuthorId author) {
        return agent.reader().heads().seq(author) >= EVENTS;
    }

    @Test
    void bothSendAtOnceAndBothArrive() {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()))) {
            publish(a);
            publish(b);
            LinkedAgents.link(a, b);
            await().atMost(Duration.ofSeconds(10)).until(() -> holdsAll(a, b.author()) && holdsAll(b, a.author()));
        }
    }
}
