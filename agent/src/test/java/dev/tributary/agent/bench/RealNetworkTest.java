package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PeerStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole agents over bad links: all of them end with the same logs. {@code -Dtributary.network.times=N} sends N times as
 * many events and flaps N times as often; the figures go to the test report.
 */
class RealNetworkTest {
    private static final int TIMES = Integer.getInteger("tributary.network.times", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(120L * TIMES);

    @TempDir
    private Path folder;

    @Test
    void aRoundTripOfSixHundredMilliseconds(TestReporter reporter) throws IOException {
        converge(LinkProxy.Way.of(0, 600), 500 * TIMES, 0, reporter);
    }

    @Test
    void sixtyFourKilobitsASecond(TestReporter reporter) throws IOException {
        converge(LinkProxy.Way.of(64_000, 600), 200 * TIMES, 0, reporter);
    }

    @Test
    void aLinkThatBreaksEverySecond(TestReporter reporter) throws IOException {
        converge(LinkProxy.Way.of(256_000, 100), 500 * TIMES, 4 * TIMES, reporter);
    }

    private void converge(LinkProxy.Way way, int events, int flaps, TestReporter reporter) throws IOException {
        try (Agent a = Agent.start(options("a"));
                Agent b = Agent.start(options("b").with("space.id", a.space().hex()));
                LinkProxy proxy = LinkProxy.to(a.syncAddress(), way)) {
            publish(a, events);
            publish(b, events);
            a.addPeer(b.author(), Optional.empty()).toCompletableFuture().join();
            long begin = System.nanoTime();
            b.addPeer(a.author(), Optional.of(proxy.address()))
                    .toCompletableFuture()
                    .join();
            for (int flap = 0; flap < flaps; flap++) {
                int before = proxy.connections();
                await().atMost(PATIENCE).until(() -> proxy.connections() > before || isLinked(b));
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                proxy.cut();
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(b.status().digest()).isEqualTo(a.status().digest());
                assertThat(List.of(a, b)).allMatch(agent -> agent.peers().get(0).rootsEqual());
            });
            assertThat(a.reader().heads().seq(b.author())).isEqualTo(events);
            double duplicates = duplicates(a) + duplicates(b);
            reporter.publishEntry(Map.of(
                    "seconds", Double.toString((System.nanoTime() - begin) / 1e9),
                    "bytes", Long.toString(proxy.bytes()),
                    "connections", Integer.toString(proxy.connections()),
                    "duplicates", Double.toString(duplicates)));
            assertThat(proxy.connections()).isGreaterThan(flaps);
        }
    }

    private static boolean isLinked(Agent agent) {
        return agent.peers().get(0).state() == PeerStatus.State.CONNECTED;
    }

    private AgentOptions options(String name) {
        return AgentOptions.inDirectory(folder.resolve(name))
                .with("sync.listen", "127.0.0.1:0")
                .with("web.enabled", "false");
    }

    private static void publish(Agent agent, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(EventDraft.json("sensor.reading", "{\"n\":" + i + "}"));
        }
        for (int from = 0; from < count; from += 250) {
            agent.events()
                    .publishAll(drafts.subList(from, Math.min(count, from + 250)))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static double duplicates(Agent agent) {
        Matcher line = Pattern.compile("^tributary_sync_events_duplicate_total (\\S+)$", Pattern.MULTILINE)
                .matcher(agent.metrics());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
