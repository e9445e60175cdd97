package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of a peer's words about authors of whom nothing is here. */
class PeerHeadsTest {
    private static final int MOST = SyncLimits.STANDARD.authorsTracked();
    private static final List<AuthorHead> STRANGERS = HeadsDigestTest.heads(1, MOST + 1_000);
    private static final List<AuthorHead> OURS = HeadsDigestTest.heads(2, 10);
    private static final SpaceId SPACE = new SpaceId(OURS.get(0).hash().bytes());
    private static final AuthorId PEER = OURS.get(1).author();

    private final SyncState state = new SyncState(
            OURS.get(0).author(),
            SPACE,
            Bytes.utf8("0123456789abcdef"),
            SyncLimits.STANDARD,
            new Forms(LogLimits.STANDARD));
    private final PeerHeads heads =
            new PeerHeads(state, new Confirms(state, 1, PEER, new PeerInterest(SyncLimits.STANDARD.authorsTracked())));

    private void tells(List<AuthorHead> some) {
        some.forEach(head -> heads.holds(head.author(), head.seq()));
    }

    @Test
    void asManyStrangersAsAreTrackedAreKept() {
        tells(STRANGERS.subList(0, MOST));
        assertThat(heads.kept()).isEqualTo(MOST);
        AuthorHead last = STRANGERS.get(MOST - 1);
        assertThat(heads.known(last.author())).isEqualTo(last.seq());
    }

    @Test
    void ofMoreNothingIsKnownAndWhatIsKnownStays() {
        tells(STRANGERS);
        heads.asks(STRANGERS.get(MOST).author(), 5);
        assertThat(heads.kept()).isEqualTo(MOST);
        assertThat(heads.known(STRANGERS.get(MOST).author())).isEqualTo(PeerHeads.UNKNOWN);
        AuthorHead first = STRANGERS.get(0);
        heads.holds(first.author(), first.seq() + 1);
        assertThat(heads.known(first.author())).isEqualTo(first.seq() + 1);
    }

    @Test
    void authorsWithALogHereAreAlwaysKept() {
        tells(STRANGERS);
        OURS.forEach(head -> state.own.put(head, 1 + state.own.counter()));
        tells(OURS);
        assertThat(heads.kept()).isEqualTo(MOST + OURS.size());
        OURS.forEach(head -> assertThat(heads.known(head.author())).isEqualTo(head.seq()));
    }

    @Test
    void whoWasPassedOverIsNotTakenForOneThatThePeerLacks() {
        heads.equal();
        AuthorId missed = STRANGERS.get(MOST).author();
        assertThat(heads.known(missed)).isZero();
        tells(STRANGERS);
        assertThat(heads.known(missed)).isEqualTo(PeerHeads.UNKNOWN);
        heads.beforeChange(missed, null);
        state.own.put(STRANGERS.get(MOST), 1);
        assertThat(heads.known(missed)).isEqualTo(PeerHeads.UNKNOWN);
    }

    @Test
    void aLinkThatTellsOfEverMoreAuthorsKeepsNoMoreOfThem() {
        EngineTest link = new EngineTest() {};
        link.freshEngine();
        link.link(1, EngineTest.PEER, EngineTest.ELSEWHERE);
        for (int from = 0; from < STRANGERS.size(); from += 1_000) {
            link.advertise(1, STRANGERS.subList(from, from + 1_000).toArray(AuthorHead[]::new));
        }
        assertThat(link.engine.reports(0))
                .singleElement()
                .satisfies(report -> assertThat(report.heads()).isEqualTo(MOST));
    }
}
