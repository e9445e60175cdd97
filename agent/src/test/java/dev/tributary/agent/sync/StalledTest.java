package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sides that differ and cannot help each other: nobody takes that for being busy, and it costs little. */
class StalledTest extends EngineTest {
    @Test
    void differentRootsWithoutProgressAreReportedAsStalled() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        assertThat(engine.reports(LIMITS.stalledMillis() - 1).get(0).stalled()).isFalse();

        LinkReport report = engine.reports(LIMITS.stalledMillis()).get(0);
        assertThat(report.stalled()).isTrue();
        assertThat(report.reason()).contains("offers 10 events");
    }

    @Test
    void aPeerThatStillTakesWhatItWasSentIsNotStalled() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        engine.arriving(1, true, 3_000);
        assertThat(engine.reports(3_000 + LIMITS.stalledMillis() - 1).get(0).stalled())
                .isFalse();
        assertThat(engine.reports(3_000 + LIMITS.stalledMillis()).get(0).stalled())
                .isTrue();
    }

    @Test
    void aStreamWithoutAPauseIsNotStalledAndItsProofIsAsOldAsWhatIsUnderWay() {
        Peer peer = new Peer();
        link(1, PEER, peer.root());
        for (long now = 10; now <= 20_000; now += 10) {
            publish(now / 10, now);
            if (now % 1_000 == 0) {
                peer.holds(now / 10 - 5);
                engine.received(1, new AdvertiseRoot(SPACE, peer.root(), 9), now);
            }
            assertThat(engine.reports(now).get(0).stalled()).isFalse();
        }
        LinkReport report = engine.reports(20_000).get(0);
        assertThat(report.equal()).isFalse();
        assertThat(report.lastProof()).as("five events are under way").hasValue(20_000 - 40);

        engine.received(1, new AdvertiseRoot(SPACE, peer.root(), 9), 26_000);
        report = engine.reports(26_000).get(0);
        assertThat(report.stalled()).as("the same once more is no movement").isTrue();
        assertThat(report.lastProof()).hasValue(20_000 - 40);
    }

    @Test
    void whoseRootChangesWithoutEverHavingBeenOursIsNotStalledAndProvesNothing() {
        link(1, PEER, ELSEWHERE);
        for (long now = 1_000; now <= 20_000; now += 1_000) {
            publish(now / 1_000, now);
            Root changing = new Root(3, Bytes.utf8("another digest" + (10 + now / 1_000)));
            engine.received(1, new AdvertiseRoot(SPACE, changing, 9), now);
            assertThat(engine.reports(now).get(0).stalled()).isFalse();
        }
        assertThat(engine.reports(20_000).get(0).lastProof()).isEmpty();
        assertThat(engine.reports(26_000).get(0).stalled()).isTrue();
    }

    private Peer thatHoldsTheFirstOf(long events) {
        Peer peer = new Peer();
        link(1, PEER, ELSEWHERE);
        peer.holds(1);
        for (long seq = 1; seq <= events; seq++) {
            publish(seq, seq);
        }
        return peer;
    }

    @Test
    void theOldestRootThatIsKeptProvesOnce() {
        Peer peer = thatHoldsTheFirstOf(SyncProof.MOST + 1);
        engine.received(1, new AdvertiseRoot(SPACE, peer.root(), 9), 1_000);
        assertThat(engine.reports(1_000).get(0).lastProof()).hasValue(2);
        publish(SyncProof.MOST + 2, 1_001);
        engine.received(1, new AdvertiseRoot(SPACE, peer.root(), 9), 1_002);
        assertThat(engine.reports(1_002).get(0).lastProof())
                .as("looked for once")
                .hasValue(2);
    }

    @Test
    void aRootFromBeforeThatIsForgotten() {
        Peer peer = thatHoldsTheFirstOf(SyncProof.MOST + 2);
        engine.received(1, new AdvertiseRoot(SPACE, peer.root(), 9), 1_000);
        assertThat(engine.reports(1_000).get(0).lastProof()).isEmpty();
    }

    @Test
    void whatIsGoneIsAskedForAgainAfterAWhileThatGrows() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        engine.drain();
        engine.received(1, new Gone(SPACE, 1, OTHER, 6), 0);
        engine.received(1, new Complete(SPACE, 1, 0, ELSEWHERE), 0);
        engine.drain();

        assertThat(asksAgain(9_999)).isFalse();
        assertThat(asksAgain(10_000)).isTrue();
        engine.received(1, new Gone(SPACE, 2, OTHER, 6), 10_000);
        engine.received(1, new Complete(SPACE, 2, 0, ELSEWHERE), 10_000);
        assertThat(asksAgain(49_999)).isFalse();
        assertThat(asksAgain(50_000)).isTrue();
    }

    /** The peer tells the same head as before. */
    private boolean asksAgain(long now) {
        engine.drain();
        engine.received(1, new AdvertiseChanges(SPACE, 0, 9, List.of(head(OTHER, 10)), false), now);
        return sent(1).stream().anyMatch(Request.class::isInstance);
    }

    @Test
    void sidesThatCompareAgainAndAgainWithoutNewsAreStalledAndCompareMoreSeldom() {
        link(1, PEER, ELSEWHERE);
        advertise(1, head(OTHER, 10));
        engine.received(1, new Gone(SPACE, 1, OTHER, 6), 0);
        int comparisons = 0;
        for (long now = 100; now <= 120_000; now += 100) {
            engine.drain();
            engine.tick(now);
            if (sent(1).stream().anyMatch(AdvertisePage.class::isInstance)) {
                comparisons++;
                engine.received(1, new AdvertisePage(SPACE, Optional.empty(), Optional.empty(), 9, List.of()), now);
            }
        }
        assertThat(comparisons).isBetween(4, 8);
        LinkReport report = engine.reports(120_000).get(0);
        assertThat(report.stalled()).isTrue();
        assertThat(report.reason()).isNotEmpty();
    }

    /** This agent's event {@code seq} is durable. */
    private void publish(long seq, long now) {
        engine.committed(
                List.of(new SyncEngine.Change(
                        new SyncEffect.RunSpan(SELF, seq, 1),
                        head(SELF, seq).hash(),
                        seq,
                        Bytes.utf8("not looked at"),
                        Bytes.EMPTY,
                        Optional.empty())),
                seq,
                now);
        engine.drain();
    }

    /** What the other side holds of this agent's log. */
    private static final class Peer {
        private final OwnHeads heads = new OwnHeads();

        void holds(long seq) {
            heads.put(head(SELF, seq), seq);
        }

        Root root() {
            return heads.root();
        }
    }
}
