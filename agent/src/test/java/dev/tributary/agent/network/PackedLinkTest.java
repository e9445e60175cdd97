package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.RunPacker;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Packed runs go to those who said that they unpack, and to nobody else. */
class PackedLinkTest {
    private static final int EVENTS = 250;

    private final EventSigner alice = new SeedSigner(Frames.filled(61, 32));
    private final EventSigner bob = new SeedSigner(Frames.filled(62, 32));
    private final PureAgent left = new PureAgent(alice.author(), "store-of-alice-1");
    private final PureAgent right = new PureAgent(bob.author(), "store-of-bob-001");
    private final PureLink link = new PureLink(1, left, right);
    private final CheckedRun first = new RunPacker().pack(PureAgent.sign(alice, Optional.empty(), EVENTS));
    private final CheckedRun second = new RunPacker().pack(PureAgent.sign(alice, Optional.of(first.head()), EVENTS));

    /** One run is asked for, the other pushed. */
    private void exchange() {
        left.hold(first);
        link.open();
        link.pass(2_000);
        assertThat(left.inSync() && right.inSync()).isTrue();
        left.publish(second);
        link.collect();
        link.pass(2_000);
        assertThat(left.inSync() && right.inSync()).isTrue();
        assertThat(right.heads()).isEqualTo(left.heads());
    }

    @Test
    void betweenTwoThatUnpackRunsStayAsTheirAuthorPackedThem() {
        exchange();
        assertThat(right.carried(alice.author()))
                .allMatch(PackedRun::isPacked)
                .containsExactly(first.run().carried(), second.run().carried());
        assertThat(link.bytes(FrameType.RESPONSE))
                .isLessThan(first.run().encoded().size() / 2);
    }

    @Test
    void whoDoesNotUnpackGetsThemPlain() {
        right.engine.withoutPacking();
        exchange();
        assertThat(right.carried(alice.author()))
                .containsExactly(first.run().encoded(), second.run().encoded());
    }

    @Test
    void whoDoesNotPackServesThemPlain() {
        left.engine.withoutPacking();
        exchange();
        assertThat(right.carried(alice.author()))
                .containsExactly(first.run().encoded(), second.run().encoded());
    }

    @Test
    void aPackedRunThatNobodyOfferedToTakeEndsTheLink() {
        right.engine.withoutPacking();
        link.open();
        link.settle();
        List<Bytes> runs = List.of(first.run().carried());
        right.engine.received(1, new SyncMessage.Response(Frames.SPACE, 0, runs, false), 0);
        link.collect();
        assertThat(right.closed).containsExactly("it sent a packed run, which this agent did not offer to take");
    }
}
