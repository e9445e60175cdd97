package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.identity.OwnLogGuard.Peer;
import dev.tributary.agent.identity.OwnLogGuard.State;
import dev.tributary.agent.identity.OwnLogGuard.View;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When an agent signs, step by step. */
class OwnLogGuardTest {
    private static final AuthorId SELF = key(1);
    private static final AuthorId PEER = key(2);
    private static final AuthorId OTHER = key(3);
    private static final FenceCheck COMPLETE = new FenceCheck(0, EventHash.NONE, "", false, "");
    private static final FenceCheck TO_SEVEN = new FenceCheck(7, hash(7), "its own log ends early", true, "");

    @Test
    void aCompleteLogIsSignedAtOnceWithAndWithoutPeers() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, false, 0);
        guard.look(view(5), 10);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        guard.look(view(5, told(PEER, 5), silent(OTHER)), 20);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        assertThat(guard.reason()).isEmpty();
    }

    @Test
    void afterAStartTheFirstPeerIsHeardBeforeAnythingIsSigned() {
        OwnLogGuard guard = listening();
        guard.look(view(5), 10);
        guard.look(view(5, silent(PEER)), 100);
        guard.look(view(5, told(PEER, 5), silent(OTHER)), 200);
        assertThat(guard.isListening()).as("another one is about to say").isTrue();
        guard.look(view(5, told(PEER, 5), told(OTHER, 4)), 300);
        assertThat(guard.isListening()).isFalse();
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        guard.look(view(5, silent(PEER)), 400);
        assertThat(guard.isListening()).as("once only").isFalse();
    }

    @Test
    void afterAStartNobodyIsWaitedForLongerThanThreeSecondsFromTheFirstLook() {
        OwnLogGuard guard = listening();
        guard.look(view(5), 60_000);
        guard.look(view(5, silent(PEER)), 62_999);
        assertThat(guard.isListening()).isTrue();
        guard.look(view(5, silent(PEER)), 63_000);
        assertThat(guard.isListening()).isFalse();
    }

    @Test
    void aLogThatWasCutHasNothingToWaitForWhateverPeersSay() {
        OwnLogGuard guard = new OwnLogGuard(TO_SEVEN, true, 0);
        guard.claim(PEER, 9, 5);
        guard.cut();
        guard.look(view(4, told(PEER, 9)), 10);
        guard.claim(PEER, 9, 20);
        guard.twin(OTHER, 30);
        guard.look(view(4), 60_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        assertThat(guard.reason()).isEmpty();
        assertThat(guard.claim()).isEmpty();
        assertThat(guard.isListening()).isFalse();
    }

    @Test
    void aPeerThatHoldsMoreThanASnapshotWithItsFenceIsFetchedFromFirst() {
        OwnLogGuard guard = listening();
        guard.look(view(5), 10);
        guard.look(view(5, told(PEER, 8)), 100);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        assertThat(guard.reason()).contains("holds more of its own log");
        guard.look(view(5, told(PEER, 8)), 90_000);
        assertThat(guard.state()).as("no time ends this").isEqualTo(State.RECOVERING);
        guard.look(view(8, told(PEER, 8)), 91_000);
        guard.look(view(8, told(PEER, 8)), 93_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        assertThat(guard.isListening()).isFalse();
    }

    @Test
    void whoseLastPeerIsRemovedOrWhoIsFencedDoesNotListen() {
        OwnLogGuard guard = listening();
        guard.look(new View(0, Optional.empty(), List.of()), 10);
        assertThat(guard.isListening()).isFalse();
        OwnLogGuard fenced = new OwnLogGuard(TO_SEVEN, false, 0);
        fenced.listen();
        assertThat(fenced.isListening()).isFalse();
    }

    private static OwnLogGuard listening() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        guard.listen();
        return guard;
    }

    @Test
    void whatTheFenceNamesIsFetchedAndThenItIsQuietForTwoSeconds() {
        OwnLogGuard guard = new OwnLogGuard(TO_SEVEN, true, 0);
        guard.look(view(5), 60_000);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        guard.look(view(5, silent(PEER)), 61_000);
        guard.look(view(5, silent(PEER)), 64_000);
        assertThat(guard.state()).as("the peer has not said what it holds").isEqualTo(State.RECOVERING);
        guard.look(view(5, told(PEER, 8)), 65_000);
        guard.look(view(5, told(PEER, 8)), 99_000);
        assertThat(guard.state()).as("still lacking").isEqualTo(State.RECOVERING);
        guard.look(view(8, told(PEER, 8)), 100_000);
        guard.look(view(8, told(PEER, 8)), 101_999);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        guard.look(view(8, told(PEER, 8)), 102_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
    }

    @Test
    void aSecondPeerThatKnowsMoreBeginsTheQuietAnew() {
        OwnLogGuard guard = new OwnLogGuard(TO_SEVEN, true, 0);
        guard.look(view(7, told(PEER, 7)), 0);
        guard.look(view(7, told(PEER, 7), told(OTHER, 9)), 1_900);
        guard.look(view(9, told(PEER, 7), told(OTHER, 9)), 2_500);
        guard.look(view(9, told(PEER, 7), told(OTHER, 9)), 4_400);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        guard.look(view(9, told(PEER, 7), told(OTHER, 9)), 4_500);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
    }

    @Test
    void whenNobodyHasItTheAgentIsFencedUntilItIsFound() {
        OwnLogGuard guard = new OwnLogGuard(TO_SEVEN, true, 0);
        guard.look(view(5, told(PEER, 5)), 0);
        guard.look(view(5, told(PEER, 5)), 2_000);
        assertThat(guard.state()).isEqualTo(State.FENCED);
        assertThat(guard.reason()).contains("seq 7").contains("tributary succeed");
        guard.look(view(5, told(PEER, 5), told(OTHER, 5)), 3_000);
        assertThat(guard.state()).isEqualTo(State.FENCED);
        guard.look(view(5, told(PEER, 5), told(OTHER, 7)), 4_000);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        guard.look(view(7, told(PEER, 7), told(OTHER, 7)), 5_000);
        guard.look(view(7, told(PEER, 7), told(OTHER, 7)), 7_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
    }

    @Test
    void anotherHistoryThanTheFenceNamesIsNotGoodEnough() {
        OwnLogGuard guard =
                new OwnLogGuard(new FenceCheck(5, hash(99), "its own log has another event 5", true, ""), true, 0);
        guard.look(view(5, told(PEER, 5)), 0);
        guard.look(view(5, told(PEER, 5)), 2_000);
        assertThat(guard.state()).isEqualTo(State.FENCED);
    }

    @Test
    void withoutAnyPeerItIsFencedUntilOneIsAdded() {
        OwnLogGuard guard = new OwnLogGuard(TO_SEVEN, false, 0);
        assertThat(guard.state()).isEqualTo(State.FENCED);
        assertThat(guard.reason()).contains("no peer");
        guard.look(new View(0, head(5), List.of()), 1_000);
        assertThat(guard.state()).isEqualTo(State.FENCED);
        guard.look(view(5), 2_000);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
    }

    @Test
    void aPeerThatHoldsMoreStopsARunningAgent() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        guard.look(view(5, told(PEER, 6)), 1_000);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        assertThat(guard.reason()).contains(PEER.brief());
        guard.look(view(6, told(PEER, 6)), 2_000);
        guard.look(view(6, told(PEER, 6)), 4_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
    }

    @Test
    void aPeerThatLeavesIsNotWaitedFor() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        guard.doubt(PEER, 0);
        guard.look(view(5, told(PEER, 50)), 0);
        guard.look(view(5, told(OTHER, 5)), 1_000);
        guard.look(view(5, told(OTHER, 5)), 3_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
    }

    @Test
    void whoClaimsMoreAndLeavesIsNamedUntilItIsSettled() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        guard.claim(PEER, 50, 0);
        assertThat(guard.claim()).contains(new OwnLogGuard.Claim(PEER, 50, true));
        guard.look(view(5, told(PEER, 60)), 100);
        guard.look(view(7, told(OTHER, 40), told(PEER, 60)), 200);
        assertThat(guard.claim()).as("the highest").contains(new OwnLogGuard.Claim(PEER, 60, true));
        guard.look(view(7), 300);
        guard.look(view(7), 100_000);
        assertThat(guard.state()).isEqualTo(State.RECOVERING);
        assertThat(guard.claim()).contains(new OwnLogGuard.Claim(PEER, 60, false));
        guard.look(view(7, silent(PEER)), 100_100);
        assertThat(guard.claim()).contains(new OwnLogGuard.Claim(PEER, 60, true));
        guard.look(view(60, told(PEER, 60)), 100_200);
        assertThat(guard.claim()).as("it has come").isEmpty();
    }

    @Test
    void aClaimThatItsPeerMakesNoMoreIsGone() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        guard.look(view(5, told(PEER, 60)), 0);
        guard.look(view(5, told(PEER, 5)), 100);
        assertThat(guard.claim()).isEmpty();
        guard.look(view(5, told(OTHER, 60)), 200);
        guard.look(view(5, told(PEER, 5)), 300);
        assertThat(guard.claim()).contains(new OwnLogGuard.Claim(OTHER, 60, false));
        guard.look(view(5, told(PEER, 5)), 2_300);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        assertThat(guard.claim()).isEmpty();
    }

    @Test
    void ofTwoWithOneKeyTheCopyStopsForGoodAndTheOtherWaitsUntilItIsAlone() {
        OwnLogGuard copy = new OwnLogGuard(TO_SEVEN, true, 0);
        OwnLogGuard first = new OwnLogGuard(COMPLETE, true, 0);
        assertThat(copy.twin(PEER, 1_000)).isTrue();
        assertThat(first.twin(PEER, 1_000)).isFalse();
        assertThat(first.state()).isEqualTo(State.RECOVERING);
        copy.look(view(9, told(PEER, 9)), 2_000);
        first.look(view(9, told(PEER, 9)), 2_000);
        copy.look(view(9, told(PEER, 9)), 31_999);
        first.look(view(9, told(PEER, 9)), 31_999);
        assertThat(first.state()).as("the other may still be about to dial").isEqualTo(State.RECOVERING);
        assertThat(first.reason()).contains(PEER.brief()).contains("stop one of the two");
        copy.look(view(9, told(PEER, 9)), 32_000);
        first.look(view(9, told(PEER, 9)), 32_000);
        assertThat(copy.state()).isEqualTo(State.FENCED);
        assertThat(copy.reason()).contains("another agent").contains(PEER.brief());
        assertThat(first.state()).isEqualTo(State.NORMAL);
    }

    @Test
    void ofTwoThatNothingTellsApartNeitherSignsWhileTheyTakeTheirLinkInTurns() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        for (long now = 0; now < 600_000; now += 20_000) {
            guard.look(view(5, told(PEER, 5)), now + 10_000);
            guard.look(view(5, told(PEER, 5)), now + 19_999);
            guard.twin(PEER, now + 20_000);
            guard.look(view(5), now + 20_000);
            guard.look(view(5), now + 29_999);
            assertThat(guard.state()).isEqualTo(State.RECOVERING);
            assertThat(guard.reason()).contains("stop one of the two");
        }
        guard.look(view(5, told(PEER, 5)), 630_000);
        guard.look(view(5, told(PEER, 5)), 660_000);
        assertThat(guard.state()).isEqualTo(State.NORMAL);
        guard.doubt(PEER, 661_000);
        guard.look(view(5, told(PEER, 5)), 661_000);
        guard.look(view(5, told(PEER, 5)), 663_000);
        assertThat(guard.state()).as("a doubt of another kind").isEqualTo(State.NORMAL);
    }

    @Test
    void onceStoppedForGoodNothingLetsItSign() {
        OwnLogGuard guard = new OwnLogGuard(COMPLETE, true, 0);
        guard.fence("another agent uses its key", "stop one of the two");
        guard.look(view(5, told(PEER, 5)), 0);
        guard.look(view(5, told(PEER, 5)), 100_000);
        assertThat(guard.state()).isEqualTo(State.FENCED);
        assertThat(guard.reason()).contains("another agent").contains("stop one");
    }

    private static View view(long own, Peer... linked) {
        return new View(2, head(own), List.of(linked));
    }

    private static Optional<AuthorHead> head(long seq) {
        return Optional.of(new AuthorHead(SELF, seq, hash((int) seq)));
    }

    private static Peer told(AuthorId key, long seq) {
        return new Peer(key, true, seq);
    }

    private static Peer silent(AuthorId key) {
        return new Peer(key, false, 0);
    }

    static AuthorId key(int n) {
        return new AuthorId(bytes(n));
    }

    static EventHash hash(int n) {
        return new EventHash(bytes(n));
    }

    static Bytes bytes(int n) {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) n;
        return Bytes.wrap(bytes);
    }
}
