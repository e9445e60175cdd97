package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.PluginStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A plugin host on a folder of its own, above an agent in memory, with a deadline that tests can wait for. */
abstract class HostFixture {
    /** Short for those who wait for it, long for a busy machine. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    final MemoryAgent agent = new MemoryAgent();
    final List<PluginStatus> seen = new CopyOnWriteArrayList<>();
    PluginHost host;

    /** Starts a host on what lies in the folder. */
    final PluginHost start() throws Exception {
        return start(PluginOptions.inDirectory(folder));
    }

    final PluginHost start(PluginOptions options) throws Exception {
        host = new PluginHost(agent.services(), options, PluginLimits.DEFAULT.withDeadline(DEADLINE), seen::add);
        host.start().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return host;
    }

    final PluginOptions options(Set<String> disabled, Map<String, Map<String, String>> settings) {
        return new PluginOptions(folder, disabled, settings);
    }

    final void stop(Duration deadline) throws Exception {
        host.stop(deadline).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    final PluginStatus status(String id) {
        return host.statuses().stream()
                .filter(status -> status.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not among " + host.statuses()));
    }

    final void assertFailed(String id, String sentence) {
        await().atMost(PATIENCE).until(() -> status(id).state() == State.FAILED);
        assertThat(status(id).lastFailure()).contains(sentence);
    }

    final void awaitType(String type) {
        await().atMost(PATIENCE).until(() -> agent.types().contains(type));
    }

    /** A second plugin that works, to be looked at after another one has failed. */
    final void goodPlugin() {
        PluginJar.starting(
                        "good",
                        "context.timers().every(Duration.ofMillis(5),"
                                + " () -> context.events().publish(EventDraft.text(\"good.beat\", \"\")));")
                .in(folder);
    }

    final void assertGoodPluginGoesOn() {
        assertThat(status("good").state()).isEqualTo(State.STARTED);
        int before = agent.texts("good.beat").size();
        await().atMost(PATIENCE).until(() -> agent.texts("good.beat").size() > before + 3);
    }

    @AfterEach
    final void stopHost() throws Exception {
        if (host != null) {
            stop(Duration.ofSeconds(1));
        }
    }
}
