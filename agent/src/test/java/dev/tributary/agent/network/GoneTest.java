package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.Stall;
import dev.tributary.agent.sync.SyncLimits;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store that keeps only the newer part of a log, and somebody who needs the older one. */
class GoneTest {
    private final EventSigner writer = new SeedSigner(Frames.filled(31, 32));
    private final PureAgent keeper = new PureAgent(Frames.author(1), "store-of-keeper1");
    private final PureAgent late = new PureAgent(Frames.author(2), "store-of-late-01");
    private final PureLink link = new PureLink(1, keeper, late);

    private CheckedRun keepOnlyTheSecondRun() {
        CheckedRun first = PureAgent.sign(writer, Optional.empty(), 50);
        CheckedRun second = PureAgent.sign(writer, Optional.of(first.head()), 50);
        keeper.hold(first);
        keeper.hold(second);
        keeper.firstKept.put(writer.author(), 51L);
        return first;
    }

    @Test
    void whoAsksForWhatIsNoLongerKeptIsToldWhatIs() {
        keepOnlyTheSecondRun();
        link.open();
        link.settle();

        assertThat(link.frames(FrameType.GONE)).isEqualTo(1);
        assertThat(link.frames(FrameType.COMPLETE)).isEqualTo(1);
        assertThat(link.frames(FrameType.RESPONSE)).isZero();
        assertThat(late.engine.gone()).isEqualTo(Map.of(writer.author(), 51L));
        link.pass(SyncLimits.STANDARD.stalledMillis() + 2_000);
        assertThat(link.frames(FrameType.REQUEST)).as("not at every comparison").isEqualTo(1);
        assertThat(late.report().stalled()).isTrue();
        assertThat(late.report().reason()).contains("1 authors are no longer kept");
        assertThat(late.report().stall()).contains(Stall.GONE);
        assertThat(keeper.report().stall()).as("the other side knows why, too").contains(Stall.GIVEN_UP);
        assertThat(keeper.report().reason()).contains("events of 1 authors that are no longer kept here");
        link.pass(60_000);
        assertThat(link.frames(FrameType.REQUEST)).as("seldom").isBetween(2L, 3L);
        assertThat(late.closed).isEmpty();
        keeper.firstKept.clear();
        link.pass(300_000);
        assertThat(late.heads()).as("who can read again is of use again").isEqualTo(keeper.heads());
    }

    @Test
    void whoHoldsTheBeginningGetsTheRest() {
        late.hold(keepOnlyTheSecondRun());
        link.open();
        link.settle();

        assertThat(link.frames(FrameType.GONE)).isZero();
        assertThat(late.heads()).isEqualTo(keeper.heads());
        assertThat(late.engine.gone()).isEmpty();
    }

    @Test
    void whoGetsTheBeginningElsewhereGoesOn() {
        CheckedRun first = keepOnlyTheSecondRun();
        link.open();
        link.settle();
        assertThat(late.engine.gone()).isNotEmpty();
        late.publish(first);
        link.collect();
        link.pass(5_000);

        assertThat(late.engine.gone()).isEmpty();
        assertThat(late.heads()).isEqualTo(keeper.heads());
        assertThat(late.report().equal()).isTrue();
    }

    @Test
    void whatCannotBeReadNowIsNotCalledGone() {
        keepOnlyTheSecondRun();
        keeper.firstKept.put(writer.author(), 1_000L);
        link.open();
        link.settle();

        assertThat(link.frames(FrameType.GONE)).isZero();
        assertThat(late.engine.gone()).isEmpty();
        keeper.firstKept.clear();
        link.pass(10_000);
        assertThat(late.heads()).as("asked again when it is offered again").isEqualTo(keeper.heads());
    }
}
