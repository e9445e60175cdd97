package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.Fork;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a peer may make this agent do, or hold in memory, has bounds. */
class FloodTest extends EngineTest {
    private void freeze(int number) {
        engine.frozen(new SyncEngine.Freeze(author(number), number, Optional.empty(), 0), 0);
    }

    private static AuthorId author(int number) {
        return new AuthorId(filled(100 + number));
    }

    private List<SyncEffect> proofTalk() {
        return engine.drain().stream()
                .filter(effect -> effect instanceof SyncEffect.ReadProof
                        || (effect instanceof SyncEffect.Send send && send.message() instanceof Fork))
                .toList();
    }

    private static SyncEffect fork(String proof) {
        return new SyncEffect.Send(1, new Fork(SPACE, Bytes.utf8(proof)));
    }

    @Test
    void proofsAreReadAndToldOneAfterTheOther() {
        IntStream.range(0, 3).forEach(this::freeze);
        engine.opened(1, PEER, 0, 0);
        assertThat(proofTalk()).as("before the greeting").isEmpty();
        greet(1, hello(ELSEWHERE, Optional.empty()));
        assertThat(proofTalk()).containsExactly(new SyncEffect.ReadProof(1, author(0)));
        freeze(3);
        assertThat(proofTalk()).as("one at a time").isEmpty();
        engine.proofRead(1, author(0), Optional.of(Bytes.utf8("zero")));
        assertThat(proofTalk()).containsExactly(fork("zero"), new SyncEffect.ReadProof(1, author(1)));
        engine.proofRead(1, author(1), Optional.empty());
        assertThat(proofTalk())
                .as("a damaged one is passed over")
                .containsExactly(new SyncEffect.ReadProof(1, author(2)));
        engine.proofArrived(1, author(3), 3);
        engine.proofRead(1, author(2), Optional.of(Bytes.utf8("two")));
        assertThat(proofTalk()).as("what the peer has told is known to it").containsExactly(fork("two"));
    }

    @Test
    void proofsWaitForALinkThatTakesNothing() {
        link(1, PEER, ELSEWHERE);
        engine.writable(1, false);
        freeze(1);
        assertThat(proofTalk()).isEmpty();
        engine.writable(1, true);
        assertThat(proofTalk()).containsExactly(new SyncEffect.ReadProof(1, author(1)));
        engine.writable(1, false);
        engine.proofRead(1, author(1), Optional.of(Bytes.utf8("one")));
        assertThat(proofTalk()).as("what was read goes out").containsExactly(fork("one"));
    }

    @Test
    void aLowerCutThatComesWhileTheProofIsReadIsToldAsWell() {
        link(1, PEER, ELSEWHERE);
        freeze(7);
        engine.drain();
        engine.frozen(new SyncEngine.Freeze(author(7), 2, Optional.empty(), 0), 0);
        engine.proofRead(1, author(7), Optional.of(Bytes.utf8("seven")));
        assertThat(proofTalk()).containsExactly(fork("seven"), new SyncEffect.ReadProof(1, author(7)));
        engine.proofRead(1, author(7), Optional.of(Bytes.utf8("two")));
        assertThat(proofTalk()).containsExactly(fork("two"));
    }

    @Test
    void noAnswerAboutAnAuthorGoesOutBeforeTheProof() {
        link(1, PEER, ELSEWHERE);
        engine.frozen(new SyncEngine.Freeze(OTHER, 5, Optional.of(head(OTHER, 5)), 9), 0);
        engine.received(
                1,
                new Request(SPACE, 1, 10_000, List.of(new AuthorRequest(OTHER, 0, EventHash.NONE, OptionalLong.of(5)))),
                0);
        assertThat(engine.drain()).doesNotHaveAnyElementsOfTypes(SyncEffect.Read.class);
        engine.proofRead(1, OTHER, Optional.of(Bytes.utf8("proof")));

        assertThat(engine.drain()).startsWith(fork("proof")).hasAtLeastOneElementOfType(SyncEffect.Read.class);
    }

    @Test
    void headsWaitForALinkThatTakesNothing() {
        List<AuthorHead> heads = HeadsDigestTest.heads(1, 2_500);
        hold(heads);
        engine.opened(1, PEER, 0, 0);
        engine.writable(1, false);
        greet(1, hello(ELSEWHERE, Optional.empty()));
        engine.tick(LIMITS.advertDelayMillis());
        assertThat(sent(1)).doesNotHaveAnyElementsOfTypes(AdvertisePage.class);
        assertThat(engine.wakeAt(LIMITS.advertDelayMillis()))
                .as("nothing to wake up for")
                .isGreaterThan(LIMITS.advertDelayMillis() + 500);

        engine.writable(1, true);
        assertThat(sent(1)).filteredOn(AdvertisePage.class::isInstance).hasSize(3);
    }

    @Test
    void noMoreNewAuthorsAreAskedForThanTheStoreTakes() {
        engine = new SyncEngine(
                new SyncEngine.Self(SELF, SPACE, STORE, "test"), LIMITS.forAuthors(3), LogLimits.STANDARD);
        engine.holds(head(OTHER, 1), 1);
        link(1, PEER, ELSEWHERE);
        HeadsDigestTest.heads(4, 5).forEach(head -> advertise(1, head));
        advertise(1, head(OTHER, 7));

        List<AuthorId> asked = sent(1).stream()
                .filter(Request.class::isInstance)
                .flatMap(request -> ((Request) request).authors().stream())
                .map(AuthorRequest::author)
                .distinct()
                .toList();
        assertThat(asked).hasSize(4).contains(OTHER);
    }

    @Test
    void whatAllThoseLogsWouldHoldIsAtMostTheLargestNumber() {
        link(1, PEER, ELSEWHERE);
        long most = (1L << 53) - 1;
        HeadsDigestTest.heads(4, 1_100).forEach(head -> advertise(1, new AuthorHead(head.author(), most, head.hash())));

        assertThat(engine.reports(0).get(0).eventsBehind()).isEqualTo(Long.MAX_VALUE);
    }
}
