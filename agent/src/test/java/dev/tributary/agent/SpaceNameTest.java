package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.events.MemoryStorage;
import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.api.model.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The name of the space, which the founder's first event tells. */
class SpaceNameTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final CheckedRun genesis = GenesisEvent.found(
            new RunCodec(LogLimits.STANDARD), new SeedSigner(Bytes.of(new byte[SeedSigner.SEED_SIZE])), "Harbour", 1);

    private SpaceName name(MemoryStorage in) {
        SpaceName name = new SpaceName(genesis.space(), in);
        in.onCommit(name::committed);
        name.look();
        return name;
    }

    @Test
    void itIsLookedForOnceAndRememberedInTheStore() {
        storage.take(genesis);
        assertThat(name(storage).text()).isEqualTo("Harbour");
        Bytes kept = storage.state(PeerDirectory.OWNER).get(SpaceName.KEY);
        assertThat(kept).isEqualTo(Bytes.utf8("Harbour"));
        MemoryStorage withoutTheEvent = new MemoryStorage();
        withoutTheEvent.putState(PeerDirectory.OWNER, SpaceName.KEY, Optional.of(kept));
        assertThat(name(withoutTheEvent).text()).isEqualTo("Harbour");
    }

    @Test
    void whoJoinsLearnsItWhenTheEventArrives() {
        SpaceName name = name(storage);
        assertThat(name.text()).isEmpty();
        assertThat(storage.state(PeerDirectory.OWNER)).doesNotContainKey(SpaceName.KEY);
        storage.take(genesis);
        assertThat(name.text()).isEqualTo("Harbour");
    }
}
