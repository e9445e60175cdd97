package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.network.LinkLimits;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.AuthorId;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that cannot be meant is refused with a sentence and leaves nothing behind that a start would stumble over. */
class RefusedPeersTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a b:1", "a@b:1", "h/x:1", "h", ":1", "h:0", "h:65536", "1:2:3", "[::1]"})
    void whatIsNoAddressIsRefusedAndForgotten(String address) {
        try (Agent agent = Agent.start(options())) {
            assertThatThrownBy(() -> add(agent, 1, Optional.of(address)))
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + address + "'");
            assertThat(agent.peers()).isEmpty();
        }
        try (Agent agent = Agent.start(options())) {
            assertThat(agent.peers()).isEmpty();
        }
    }

    @Test
    void onePeerMoreThanThereMayBeIsRefusedAndForgotten() {
        int most = LinkLimits.STANDARD.peers();
        try (Agent agent = Agent.start(options())) {
            for (int i = 0; i < most; i++) {
                add(agent, i, Optional.empty());
            }
            assertThatThrownBy(() -> add(agent, most, Optional.empty()))
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one too many: there are " + most);
            add(agent, 0, Optional.of("127.0.0.1:1"));
        }
        try (Agent agent = Agent.start(options())) {
            assertThat(agent.peers()).hasSize(most);
        }
    }

    private static void add(Agent agent, int number, Optional<String> address) {
        AuthorId peer = AuthorId.ofHex("%064x".formatted(number + 1));
        agent.addPeer(peer, address).toCompletableFuture().join();
    }

    private AgentOptions options() {
        return AgentOptions.inDirectory(folder.resolve("agent"))
                .with("sync.listen", "127.0.0.1:0")
                .with("web.enabled", "false");
    }
}
