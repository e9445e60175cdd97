package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.Confirm;
import dev.tributary.agent.sync.SyncMessage.Held;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts as held by a peer: its own words, told over its link, and nothing else. */
class ConfirmTest extends EngineTest {
    private static final Bytes ANOTHER_STORE = Bytes.utf8("fedcba9876543210");

    private void greet(Bytes store, Root root, String... words) {
        engine.opened(1, PEER, 0, 0);
        greet(
                1,
                new Hello(
                        1,
                        1,
                        "peer",
                        store,
                        Set.of(words),
                        1 << 19,
                        List.of(new SpaceOffer(SPACE, root, 9, Optional.empty())),
                        0));
        engine.drain();
    }

    private void commit(AuthorId author, long seq, long position) {
        engine.committed(
                List.of(new SyncEngine.Change(
                        new RunSpan(author, seq, 1),
                        head(author, seq).hash(),
                        position,
                        Bytes.utf8("run"),
                        Bytes.utf8("run"),
                        Optional.empty())),
                position,
                0);
    }

    private List<Long> held() {
        return engine.copies().seqs(SELF);
    }

    private void ask(AuthorId author, long afterSeq) {
        EventHash hash = afterSeq == 0 ? EventHash.NONE : head(author, afterSeq).hash();
        engine.received(
                1,
                new Request(
                        SPACE, 1, 1, List.of(new AuthorRequest(author, afterSeq, hash, OptionalLong.of(afterSeq + 1)))),
                0);
    }

    @Test
    void equalRootsAnAdvertAndARequestAreTheWordsOfAPeer() {
        engine.holds(head(SELF, 5), 1);
        Root root = ownRoot();
        greet(STORE, root, Confirms.WORD);
        assertThat(held()).as("equal roots").containsExactly(5L);

        commit(SELF, 6, 2);
        commit(SELF, 7, 3);
        assertThat(held()).as("what was pushed is not yet told").containsExactly(5L);
        advertise(1, head(SELF, 6));
        assertThat(held()).as("an advert").containsExactly(6L);
        ask(SELF, 7);
        assertThat(held()).as("a request").containsExactly(7L);
    }

    @Test
    void aHeadThatWentBackCountsAsItIsNow() {
        engine.holds(head(SELF, 5), 1);
        greet(STORE, ownRoot(), Confirms.WORD);
        ask(SELF, 2);
        assertThat(held()).containsExactly(2L);
    }

    @Test
    void anotherStoreOfThePeerHoldsNothing() {
        engine.holds(head(SELF, 5), 1);
        engine.copies().remember(PEER, new Copies.Copy(STORE, 5));
        greet(STORE, ELSEWHERE, Confirms.WORD);
        assertThat(held()).as("what was remembered counts").containsExactly(5L);
        engine.closed(1);
        assertThat(held()).as("also without a link").containsExactly(5L);
        greet(ANOTHER_STORE, ELSEWHERE, Confirms.WORD);
        assertThat(held()).isEmpty();
    }

    @Test
    void aPeerThatMayLackPayloadsHoldsNothing() {
        engine.holds(head(SELF, 5), 1);
        engine.copies().remember(PEER, new Copies.Copy(STORE, 5));
        greet(STORE, ownRoot());
        assertThat(held()).isEmpty();
        engine.confirm(SELF, 5);
        assertThat(sent(1)).noneMatch(Confirm.class::isInstance);
    }

    @Test
    void moreThanTheOwnLogIsNotHeld() {
        engine.holds(head(SELF, 5), 1);
        greet(STORE, ELSEWHERE, Confirms.WORD);
        advertise(1, head(SELF, 900));
        commit(SELF, 6, 2);
        assertThat(held()).containsExactly(5L);
    }

    @Test
    void aPeerIsAskedOnceUntilItAnswersAndTheAnswerCounts() {
        engine.holds(head(SELF, 5), 1);
        engine.holds(head(OTHER, 9), 2);
        greet(STORE, ELSEWHERE, Confirms.WORD);
        engine.confirm(SELF, 4);
        engine.confirm(SELF, 5);
        engine.confirm(OTHER, 3);
        assertThat(sent(1))
                .containsExactly(
                        new Confirm(SPACE, List.of(new Confirm.Log(SELF, 4))),
                        new Confirm(SPACE, List.of(new Confirm.Log(OTHER, 3))));

        engine.received(1, new Held(SPACE, List.of(head(SELF, 4), head(OTHER, 8))), 0);
        assertThat(held()).containsExactly(4L);
        assertThat(engine.copies().seqs(OTHER)).containsExactly(8L);
        engine.confirm(OTHER, 8);
        engine.confirm(SELF, 5);
        assertThat(sent(1)).containsExactly(new Confirm(SPACE, List.of(new Confirm.Log(SELF, 5))));
    }

    @Test
    void whatNobodyAskedForIsNotKept() {
        engine.holds(head(OTHER, 9), 2);
        greet(STORE, ELSEWHERE, Confirms.WORD);
        engine.received(1, new Held(SPACE, List.of(head(OTHER, 8))), 0);
        assertThat(engine.copies().others()).isEmpty();
    }

    @Test
    void aQuestionIsAnsweredOnceThatMuchIsHere() {
        engine.holds(head(PEER, 3), 1);
        greet(STORE, ELSEWHERE, Confirms.WORD);
        engine.received(1, new Confirm(SPACE, List.of(new Confirm.Log(PEER, 2), new Confirm.Log(OTHER, 1))), 0);
        assertThat(sent(1)).containsExactly(new Held(SPACE, List.of(head(PEER, 3))));

        engine.received(1, new Confirm(SPACE, List.of(new Confirm.Log(PEER, 4))), 0);
        assertThat(sent(1)).noneMatch(Held.class::isInstance);
        commit(PEER, 4, 2);
        assertThat(sent(1)).contains(new Held(SPACE, List.of(head(PEER, 4))));
        commit(PEER, 5, 3);
        assertThat(sent(1)).as("once").noneMatch(Held.class::isInstance);
    }

    @Test
    void whoMayLackPayloadsNeitherSaysTheWordNorAnswersAndMakesItsLinksAnew() {
        engine.holds(head(PEER, 3), 1);
        greet(STORE, ELSEWHERE, Confirms.WORD);
        engine.lacksPayloads();
        assertThat(closed()).singleElement().asString().contains("may lack payloads");
        engine.received(1, new Confirm(SPACE, List.of(new Confirm.Log(PEER, 2))), 0);
        assertThat(sent(1)).isEmpty();
        engine.closed(1);
        engine.opened(2, PEER, 0, 0);
        Hello hello = (Hello) sent(2).get(0);
        assertThat(hello.capabilities()).doesNotContain(Confirms.WORD);
    }

    @Test
    void asManyLogsMayBeAskedAboutAsARequestNamesAndNotOneMore() {
        greet(STORE, ELSEWHERE, Confirms.WORD);
        List<Confirm.Log> most = new ArrayList<>();
        HeadsDigestTest.heads(7, LIMITS.authorsPerRequest())
                .forEach(head -> most.add(new Confirm.Log(head.author(), head.seq())));
        engine.received(1, new Confirm(SPACE, most), 0);
        assertThat(closed()).isEmpty();
        engine.received(1, new Confirm(SPACE, List.of(new Confirm.Log(OTHER, 1))), 0);
        assertThat(closed()).singleElement().asString().contains("more than 1024 logs");
    }

    @Test
    void noMoreQuestionsAreOpenThanThePeerTakes() {
        greet(STORE, ELSEWHERE, Confirms.WORD);
        HeadsDigestTest.heads(7, LIMITS.authorsPerRequest() + 1)
                .forEach(head -> engine.confirm(head.author(), head.seq()));
        assertThat(sent(1)).hasSize(LIMITS.authorsPerRequest());
    }

    @Test
    void anAuthorThatThePeerDoesNotWantIsNotAskedAbout() {
        engine.opened(1, PEER, 0, 0);
        engine.received(
                1,
                new Hello(
                        1,
                        1,
                        "peer",
                        STORE,
                        Set.of(Confirms.WORD),
                        1 << 19,
                        List.of(new SpaceOffer(SPACE, ELSEWHERE, 9, Optional.empty())),
                        0),
                0);
        engine.received(1, new Interest(SPACE, Optional.of(List.of(OTHER)), 0, true, List.of()), 0);
        engine.drain();
        engine.confirm(SELF, 1);
        engine.confirm(OTHER, 1);
        assertThat(sent(1)).containsExactly(new Confirm(SPACE, List.of(new Confirm.Log(OTHER, 1))));
    }

    @Test
    void ofOtherLogsTheOneToldFirstIsForgottenBeyondTheBound() {
        Copies copies = new Copies(SELF);
        copies.greeted(PEER, STORE, true);
        HeadsDigestTest.heads(7, Copies.MOST_LOGS).forEach(head -> copies.says(PEER, head.author(), 1));
        AuthorId first = copies.others().get(0);
        assertThat(copies.others()).hasSize(Copies.MOST_LOGS);
        copies.says(PEER, SELF, 1);
        copies.says(PEER, OTHER, 1);
        assertThat(copies.others()).hasSize(Copies.MOST_LOGS).contains(OTHER).doesNotContain(first);
        assertThat(copies.seqs(SELF)).containsExactly(1L);
    }

    @Test
    void aPeerThatIsNoneAnyMoreDoesNotCount() {
        engine.holds(head(SELF, 5), 1);
        greet(STORE, ownRoot(), Confirms.WORD);
        engine.copies().forget(PEER);
        assertThat(held()).isEmpty();
    }
}
