package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostStateTest {
    private final MemoryAgent agent = new MemoryAgent();
    private final PluginGate gate =
            new PluginGate("door", PluginLimits.DEFAULT, getClass().getClassLoader());
    private final HostState state = new HostState("door", agent, gate);

    @AfterEach
    void end() {
        gate.end();
    }

    @Test
    void keepsReplacesAndRemovesValues() throws Exception {
        done(state.put("seen", Bytes.utf8("1")));
        done(state.put("seen", Bytes.utf8("2")));

        assertThat(state.get("seen")).contains(Bytes.utf8("2"));
        assertThat(agent.state("door")).containsOnlyKeys("seen");

        done(state.remove("seen"));
        assertThat(state.get("seen")).isEmpty();
    }

    @Test
    void keysHave1To128Bytes() throws Exception {
        done(state.put("ä".repeat(64), Bytes.EMPTY));

        assertRefused(state.put("ä".repeat(64) + "a", Bytes.EMPTY), "a state key has 1 to 128 bytes of UTF-8");
        assertRefused(state.put("", Bytes.EMPTY), "this has 0");
    }

    @Test
    void valuesHaveUpTo4096Bytes() throws Exception {
        done(state.put("a", Bytes.wrap(new byte[4_096])));

        assertRefused(state.put("a", Bytes.wrap(new byte[4_097])), "has 4097 bytes, at most 4096 are kept");
    }

    @Test
    void keepsUpTo1000Keys() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            done(state.put("key" + i, Bytes.EMPTY));
        }

        assertRefused(state.put("one more", Bytes.EMPTY), "the plugin door keeps 1000 values already");
        done(state.put("key7", Bytes.utf8("an old key still changes")));
        done(state.remove("key8"));
        done(state.put("one more", Bytes.EMPTY));
        assertThat(agent.state("door")).hasSize(1_000);
    }

    @Test
    void publishesWithUpTo64ValuesWithinTheSameLimits() throws Exception {
        List<EventDraft> drafts = List.of(EventDraft.json("door.state", "1"), EventDraft.json("door.state", "2"));
        Map<String, Bytes> values = new TreeMap<>();
        for (int i = 0; i < 64; i++) {
            values.put("key" + i, Bytes.utf8("" + i));
        }

        assertThat(state.publishWith(drafts, values).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasSize(2);

        assertThat(agent.state("door")).isEqualTo(values);
        assertRefused(state.publishWith(drafts, Map.of()), "with 1 to 64 values, these are 0");
        assertRefused(state.publishWith(drafts, Map.of("", Bytes.EMPTY)), "this has 0");
        assertRefused(state.publishWith(drafts, Map.of("a", Bytes.wrap(new byte[4_097]))), "at most 4096 are kept");
        values.put("one more", Bytes.EMPTY);
        assertRefused(state.publishWith(drafts, values), "with 1 to 64 values, these are 65");
    }

    @Test
    void keysBeingWrittenCount() throws Exception {
        for (int i = 0; i < 999; i++) {
            done(state.put("key" + i, Bytes.EMPTY));
        }
        agent.hold();

        assertThat(state.put("on its way", Bytes.EMPTY).toCompletableFuture()).isNotDone();
        assertRefused(state.put("one more", Bytes.EMPTY), "keeps 1000 values already");
    }

    @Test
    void endsWithThePlugin() {
        gate.close();

        assertThatThrownBy(() -> state.get("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.put("a", Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.remove("a")).isInstanceOf(IllegalStateException.class);
    }

    private static void done(CompletionStage<?> stage) throws Exception {
        stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static void assertRefused(CompletionStage<?> stage, String sentence) {
        assertThatThrownBy(() -> done(stage))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
