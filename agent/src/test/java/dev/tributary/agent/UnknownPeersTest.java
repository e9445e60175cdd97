package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigReader;
import dev.tributary.config.ConfigSources;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A mistyped key must not leave a link unmetered, or a peer without its interest, in silence. */
class UnknownPeersTest {
    private static final String ONE = "ab".repeat(32);
    private static final String TWO = "cd".repeat(32);

    @Test
    void keysOfLinksAndInterestsThatAreNoPeersAreNamed() {
        ConfigSources sources = ConfigSources.DEFAULTS
                .withFlag("--set", "sync.links", TWO + "=8KiB/s," + ONE + "=1MiB/day")
                .withFlag("--set", "sync.interest", TWO + "=none");
        AgentConfig config = ConfigReader.read(sources).orElseThrow(wrong -> new AssertionError(wrong.toString()));

        assertThat(PeerInterests.unknown(config, Set.of(AuthorId.ofHex(ONE))))
                .containsExactly(
                        "sync.interest names " + TWO
                                + ", which is not a peer: put it into peers, or add it with peers add",
                        "sync.links names " + TWO
                                + ", which is not a peer: put it into peers, or add it with peers add");
        assertThat(PeerInterests.unknown(config, Set.of(AuthorId.ofHex(ONE), AuthorId.ofHex(TWO))))
                .isEmpty();
    }
}
