package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.after;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventRulesTest {
    private final EventSigner alice = author(1);
    private final TestLog log = new TestLog();

    @Test
    void acceptsRunsThatFollowEachOther() {
        CheckedRun one = first(alice, drafts("a", 3));
        CheckedRun two = after(one, alice, drafts("b", 2));

        assertThat(log.offer(one)).isInstanceOf(Verdict.Accepted.class);
        assertThat(log.offer(two)).isInstanceOf(Verdict.Accepted.class);
        assertThat(log.head(alice.author())).contains(two.head());
    }

    @Test
    void acceptedRunHoldsTheEventsThatWereSigned() {
        CheckedRun run = first(alice, drafts("a", 3));

        Verdict.Accepted accepted = (Verdict.Accepted) log.offer(run);

        assertThat(accepted.run().events()).isEqualTo(run.events());
        assertThat(run.events()).extracting(Event::seq).containsExactly(1L, 2L, 3L);
        assertThat(run.event(0).signature()).isEmpty();
        assertThat(run.event(2).signature()).contains(run.run().signature());
    }

    @Test
    void knowsARunThatIsHereAlready() {
        CheckedRun one = first(alice, drafts("a", 3));
        log.offer(one);
        log.offer(after(one, alice, drafts("b", 2)));

        assertThat(log.offer(one)).isEqualTo(new Verdict.Duplicate());
    }

    @Test
    void acceptsOnlyTheUnknownEndOfAnOverlappingRun() {
        CheckedRun whole = first(alice, drafts("a", 10));
        CheckedRun start = first(alice, drafts("a", 4));
        log.offer(start);

        Verdict.Accepted accepted = (Verdict.Accepted) log.offer(whole);

        assertThat(accepted.run().run().firstSeq()).isEqualTo(5);
        assertThat(accepted.run().run().prev()).isEqualTo(start.head().hash());
        assertThat(accepted.run().events()).isEqualTo(whole.events().subList(4, 10));
    }

    @Test
    void restOfARunIsARunOfItsOwn() {
        CheckedRun whole = first(alice, drafts("a", 10));
        log.offer(first(alice, drafts("a", 4)));

        Run rest = log.codec.rest(whole, 5);

        assertThat(log.offer(rest.encoded())).isInstanceOf(Verdict.Accepted.class);
        assertThat(log.head(alice.author())).contains(whole.head());
        assertThat(log.codec.rest(whole, 1)).isSameAs(whole.run());
    }

    @Test
    void acceptsARunWithoutPayloadsAsTheSameEvents() {
        CheckedRun run = first(alice, drafts("a", 3));
        Bytes bare = log.codec.withoutPayloads(run.run()).encoded();

        Verdict.Accepted accepted = (Verdict.Accepted) log.offer(bare);

        assertThat(accepted.run().head()).isEqualTo(run.head());
        assertThat(accepted.run().event(1).payload()).isEmpty();
        assertThat(accepted.run().event(1).payloadSha256())
                .isEqualTo(run.event(1).payloadSha256());
        assertThat(log.offer(run)).isEqualTo(new Verdict.Duplicate());
    }

    @Test
    void namesTheSeqThatIsMissing() {
        CheckedRun one = first(alice, drafts("a", 3));
        CheckedRun two = after(one, alice, drafts("b", 2));

        assertThat(log.offer(two)).isEqualTo(new Verdict.Gap(1));
        log.offer(one);
        assertThat(log.offer(after(two, alice, drafts("c", 1)))).isEqualTo(new Verdict.Gap(4));
    }

    @Test
    void refusesWhoIsNotAdmitted() {
        log.refused.add(alice.author());

        assertThat(log.offer(first(alice, drafts("a", 1)))).isEqualTo(new Verdict.NotAdmitted());
    }

    @Test
    void refusesEventsAfterTheCut() {
        CheckedRun one = first(alice, drafts("a", 3));
        log.cuts.put(alice.author(), 3L);

        assertThat(log.offer(after(one, alice, drafts("b", 1)))).isEqualTo(new Verdict.Frozen(3));
        assertThat(log.offer(one)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void takesARunAcrossTheCutForWhatItHoldsBelow() {
        CheckedRun one = first(alice, drafts("a", 3));
        CheckedRun across = after(one, alice, drafts("b", 4));
        log.cuts.put(alice.author(), 5L);

        assertThat(log.offer(across)).isEqualTo(new Verdict.Gap(1));
        log.offer(one);
        assertThat(log.offer(spoiled(across))).isEqualTo(new Verdict.InvalidSignature());
        assertThat(log.offer(across))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.run().count()).isEqualTo(4));
        assertThat(log.offer(across)).isEqualTo(new Verdict.Frozen(5));
    }

    @Test
    void findsALowerForkInARunThatEndsAfterTheCut() {
        CheckedRun stem = first(alice, drafts("stem", 3));
        log.offer(stem);
        log.offer(after(stem, alice, drafts("ours", 7)));
        log.cuts.put(alice.author(), 8L);
        CheckedRun theirs = after(stem, alice, drafts("theirs", 9));

        assertThat(log.offer(theirs))
                .isInstanceOfSatisfying(
                        Verdict.Forked.class, fork -> assertThat(fork.seq()).isEqualTo(4));
        assertThat(log.offer(spoiled(theirs))).isEqualTo(new Verdict.Frozen(8));
        assertThat(log.offer(after(stem, alice, drafts("ours", 9)))).isEqualTo(new Verdict.Frozen(8));
    }

    @Test
    void rejectsRunWhoseSignatureIsBad() {
        CheckedRun run = first(alice, drafts("a", 3));

        assertThat(log.offer(spoiled(run))).isEqualTo(new Verdict.InvalidSignature());
        assertThat(log.head(alice.author())).isEmpty();
    }

    @Test
    void letsNoUnsignedRunWaitForItsPredecessor() {
        CheckedRun two = after(first(alice, drafts("a", 3)), alice, drafts("b", 2));

        assertThat(log.offer(spoiled(two))).isEqualTo(new Verdict.InvalidSignature());
    }

    @Test
    void accusesNobodyOfAForkWithoutASignature() {
        CheckedRun one = first(alice, drafts("a", 3));
        log.offer(one);

        assertThat(log.offer(spoiled(first(alice, drafts("b", 3))))).isEqualTo(new Verdict.InvalidSignature());
        assertThat(log.offer(spoiled(after(first(alice, drafts("b", 3)), alice, drafts("c", 1)))))
                .isEqualTo(new Verdict.InvalidSignature());
    }

    @Test
    void findsTheLowestSeqOfAForkInsideTheLog() {
        CheckedRun stem = first(alice, drafts("stem", 10));
        CheckedRun ours = after(stem, alice, drafts("ours", 90));
        CheckedRun theirs = after(stem, alice, drafts("theirs", 50));
        log.offer(stem);
        log.offer(ours);

        Verdict.Forked forked = (Verdict.Forked) log.offer(theirs);

        assertThat(forked.seq()).isEqualTo(11);
        assertThat(forked.other().head()).isEqualTo(theirs.head());
    }

    @Test
    void findsAForkThatGoesBeyondTheHead() {
        CheckedRun stem = first(alice, drafts("stem", 10));
        log.offer(stem);
        log.offer(after(stem, alice, drafts("ours", 5)));

        assertThat(log.offer(after(stem, alice, drafts("theirs", 20))))
                .isInstanceOfSatisfying(
                        Verdict.Forked.class, fork -> assertThat(fork.seq()).isEqualTo(11));
    }

    @Test
    void findsAForkAtTheHeadByThePredecessorThatARunNames() {
        log.offer(first(alice, drafts("ours", 5)));
        CheckedRun theirs = after(first(alice, drafts("theirs", 5)), alice, drafts("more", 2));

        assertThat(log.offer(theirs))
                .isInstanceOfSatisfying(
                        Verdict.Forked.class, fork -> assertThat(fork.seq()).isEqualTo(5));
    }

    @Test
    void cannotProveAForkWithoutItsOwnSide() {
        log.offer(first(alice, drafts("ours", 5)));
        log.firstKept = 6;
        CheckedRun theirs = after(first(alice, drafts("theirs", 5)), alice, drafts("more", 2));

        assertThat(log.offer(theirs)).isEqualTo(new Verdict.PrevMismatch(6));
        assertThat(log.offer(first(alice, drafts("theirs", 5)))).isEqualTo(new Verdict.Duplicate());
    }

    @Test
    void acceptsTheGenesisEventInItsOwnSpaceOnly() {
        CheckedRun genesis = GenesisEvent.found(log.codec, alice, "home", TestLog.NOW);
        TestLog own = new TestLog(genesis.space());

        assertThat(own.offer(genesis)).isInstanceOf(Verdict.Accepted.class);
        assertThat(own.offer(after(genesis, alice, drafts("a", 2)))).isInstanceOf(Verdict.Accepted.class);
        assertThat(genesis.space().bytes()).isEqualTo(genesis.hash(0).bytes());
        assertThat(GenesisEvent.name(genesis.event(0))).contains("home");
        assertThat(log.offer(genesis)).isInstanceOf(Verdict.NotCanonical.class);
    }

    @Test
    void readsARunThatBeginsWithTheGenesisEvent() {
        CheckedRun genesis = GenesisEvent.found(log.codec, alice, "home", TestLog.NOW);
        SpaceId space = genesis.space();
        List<EventDraft> both = List.of(
                EventDraft.json(GenesisEvent.TYPE, "{\"name\":\"home\"}"),
                drafts("a", 1).get(0));
        CheckedRun run = log.codec.sign(space, alice, Optional.empty(), TestLog.NOW, both);

        assertThat(run.hash(0)).isEqualTo(genesis.hash(0));
        assertThat(new TestLog(space).offer(run)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void rejectsAnAuthorWhoseKeyIsOfSmallOrder() {
        CheckedRun run = first(alice, drafts("a", 1));
        byte[] bytes = run.run().encoded().toArray();
        byte[] neutral = new byte[AuthorId.SIZE];
        neutral[0] = 1;
        System.arraycopy(neutral, 0, bytes, 3, neutral.length);

        assertThat(log.offer(Bytes.wrap(bytes))).isEqualTo(new Verdict.InvalidSignature());
    }

    private static Bytes spoiled(CheckedRun run) {
        byte[] bytes = run.run().encoded().toArray();
        bytes[bytes.length - 40] ^= 1;
        return Bytes.wrap(bytes);
    }
}
