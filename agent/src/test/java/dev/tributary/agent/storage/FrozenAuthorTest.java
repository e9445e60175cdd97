package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.status.LogStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A proven fork cuts a log: kept on disk, served only to the cut, for good. */
class FrozenAuthorTest {
    private final SimDisk files = new SimDisk();
    private final Authors author = Authors.author(1);
    private final Authors liar = Authors.author(1);

    /** Ten events in runs of five that both histories share, then five of one and five of the other. */
    private CheckedRun forked(TestStore store) throws IOException {
        store.append(author.encoded(5));
        store.append(author.encoded(5));
        AuthorHead common = author.head();
        store.append(author.encoded(5));
        Authors other = liar.from(Optional.of(common));
        other.run(1);
        return liar.from(Optional.of(common)).run(5);
    }

    @Test
    void aForkFoundInARunIsProvenStoredAndReported() throws IOException {
        TestStore store = TestStore.open(files);
        CheckedRun other = forked(store);
        List<Verdict> verdicts =
                store.writer().append(TestStore.PEER, List.of(other.run().encoded()), TestStore.NOW);
        Committed committed = store.writer().commit(TestStore.NOW);
        assertThat(verdicts.get(0)).isInstanceOf(Verdict.Forked.class);
        assertThat(committed.forks()).singleElement().satisfies(proof -> {
            assertThat(proof.author()).isEqualTo(author.id());
            assertThat(proof.cut()).isEqualTo(10);
        });
        isCutAtTen(store);
    }

    @Test
    void theCutSurvivesARestartAndARebuild() throws IOException {
        TestStore store = TestStore.open(files);
        CheckedRun other = forked(store);
        store.append(other.run().encoded());
        List<Object> before = store.seen();
        SimDisk afterACrash = files.copy();
        store.close();
        assertThat(TestStore.open(files).seen()).isEqualTo(before);
        assertThat(TestStore.open(afterACrash).seen()).isEqualTo(before);
        isCutAtTen(TestStore.open(afterACrash.copy()));
    }

    @Test
    void aLowerCutWinsAndAHigherOneTellsNothingNew() throws IOException {
        TestStore store = TestStore.open(files);
        CheckedRun other = forked(store);
        store.append(other.run().encoded());
        ForkProof high = store.reader().forkProof(author.id()).orElseThrow();
        Authors again = Authors.author(1);
        CheckedRun first = again.run(3);
        AuthorHead three = again.head();
        CheckedRun one = again.run(5);
        CheckedRun two = Authors.author(1).from(Optional.of(three)).run(4);
        ForkProof low = ForkProof.of(Authors.SPACE, one.run(), two.run(), LogLimits.STANDARD)
                .orElseThrow();
        assertThat(first.count()).isEqualTo(3);
        assertThat(store.writer().addFork(low, TestStore.NOW)).isTrue();
        assertThat(store.writer().addFork(high, TestStore.NOW)).isFalse();
        store.writer().commit(TestStore.NOW);
        assertThat(store.writer().addFork(low, TestStore.NOW)).isFalse();
        assertThat(store.reader().forkProof(author.id())).contains(low);
        assertThat(store.book().cut(author.id())).hasValue(3);
        assertThat(store.reader().events(author.id(), 0, 100)).hasSize(3);
        assertThat(store.book().heads().heads().get(author.id()).head().seq()).isEqualTo(3);
    }

    @Test
    void ofStrangersOnlyAsManyProofsAreKeptAsThereMayBeAuthors() throws IOException {
        TestStore store = TestStore.open(files, TestStore.options(AuthorPolicy.relayed(2), 1024 * 1024));
        CheckedRun other = forked(store);
        assertThat(store.writer().addFork(proof(5), TestStore.NOW)).isTrue();
        assertThat(store.writer().addFork(proof(6), TestStore.NOW)).isTrue();
        assertThat(store.writer().addFork(proof(7), TestStore.NOW))
                .as("in this commit")
                .isFalse();
        store.writer().commit(TestStore.NOW);
        assertThat(store.writer().addFork(proof(7), TestStore.NOW)).as("later").isFalse();
        store.append(other.run().encoded());

        assertThat(store.book().cut(author.id())).as("a log that is here").hasValue(10);
        assertThat(store.book().forks()).hasSize(3);
    }

    private static ForkProof proof(int number) {
        Authors forking = Authors.author(number);
        forking.run(1);
        Optional<AuthorHead> common = Optional.of(forking.head());
        CheckedRun one = forking.run(2);
        CheckedRun two = Authors.author(number).from(common).run(3);
        return ForkProof.of(Authors.SPACE, one.run(), two.run(), LogLimits.STANDARD)
                .orElseThrow();
    }

    @Test
    void aProofThatProvesNothingIsRefused() throws IOException {
        TestStore store = TestStore.open(files);
        CheckedRun other = forked(store);
        store.append(other.run().encoded());
        ForkProof good = store.reader().forkProof(author.id()).orElseThrow();
        ForkProof lower =
                new ForkProof(good.space(), good.author(), good.seq() - 1, good.first(), good.second(), good.encoded());
        assertThat(store.writer().addFork(lower, TestStore.NOW)).isFalse();
    }

    @Test
    void nothingMoreOfAFrozenAuthorIsTaken() throws IOException {
        TestStore store = TestStore.open(files);
        CheckedRun other = forked(store);
        store.append(other.run().encoded());
        assertThat(store.append(author.encoded(1))).isEqualTo(new Verdict.Frozen(10));
        assertThat(store.book().events()).isEqualTo(15);
    }

    @Test
    void whatWaitsToBeSignedWhenTheOwnLogIsCutIsRefused() throws IOException {
        TestStore store = TestStore.open(files);
        store.publish(3);
        Authors own = Authors.author(0);
        CheckedRun other = own.run(2);
        Ticket ticket = store.writer().publish(List.of(EventDraft.text("test.own", "too late")));
        store.writer().append(TestStore.PEER, List.of(other.run().encoded()), TestStore.NOW);
        Committed committed = store.writer().commit(TestStore.NOW);

        assertThat(committed.forks()).hasSize(1);
        assertThat(committed.runs()).isEmpty();
        assertThatThrownBy(ticket::refs)
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(PublishException.Reason.FROZEN));
        assertThat(store.book().events()).isEqualTo(3);
        assertThat(store.writer().problem()).isEmpty();
    }

    /** Two runs of the author that part after {@code before} events of earlier runs and {@code shared} of their own. */
    private static List<CheckedRun> parting(int before, int shared, int ours, int theirs) {
        Authors one = Authors.author(1);
        Authors two = Authors.author(1);
        if (before > 0) {
            one.run(before);
            two.run(before);
        }
        return List.of(one.run(drafts(shared, "our", ours)), two.run(drafts(shared, "their", theirs)));
    }

    private static List<EventDraft> drafts(int shared, String word, int own) {
        return IntStream.range(0, shared + own)
                .mapToObj(i -> EventDraft.text("test.event", i < shared ? "shared " + i : word + " " + i))
                .toList();
    }

    private static ForkProof proof(List<CheckedRun> parting) {
        return ForkProof.of(Authors.SPACE, parting.get(0).run(), parting.get(1).run(), LogLimits.STANDARD)
                .orElseThrow();
    }

    /** Five events under a signature of their own, then a cut at eight, then the run that the cut divides. */
    private Committed storeAcrossTheCut(TestStore store, List<CheckedRun> parting) throws IOException {
        store.append(Authors.author(1).encoded(5));
        assertThat(store.writer().addFork(proof(parting), TestStore.NOW)).isTrue();
        store.writer().commit(TestStore.NOW);
        Bytes across = parting.get(0).run().encoded();
        assertThat(store.writer()
                        .append(TestStore.PEER, List.of(across), TestStore.NOW)
                        .get(0))
                .isInstanceOf(Verdict.Accepted.class);
        return store.writer().commit(TestStore.NOW);
    }

    @Test
    void aRunAcrossTheCutCountsUpToTheCutAndIsServedWhole() throws IOException {
        TestStore store = TestStore.open(files);
        List<CheckedRun> parting = parting(5, 3, 4, 2);
        Committed committed = storeAcrossTheCut(store, parting);

        assertThat(committed.runs()).singleElement().satisfies(run -> {
            assertThat(run.shown()).isEqualTo(3);
            List<Long> told = new ArrayList<>();
            run.events(index -> index > 0, (event, index) -> told.add(event.seq()));
            assertThat(told).containsExactly(7L, 8L);
            assertThat(run.lastPosition()).isEqualTo(8);
            assertThat(run.head())
                    .isEqualTo(store.book().heads().heads().get(author.id()).head());
        });
        assertThat(store.reader().events(author.id(), 0, 100)).hasSize(8);
        assertThat(store.reader().arrivals(0, 100)).hasSize(8);
        assertThat(store.reader().hashAt(author.id(), 8))
                .contains(parting.get(0).hash(2));
        assertThat(store.reader().hashAt(author.id(), 9)).isEmpty();
        assertThat(store.reader().runs(author.id(), 5, Long.MAX_VALUE, Integer.MAX_VALUE))
                .containsExactly(parting.get(0).run().encoded());
        assertThat(store.reader().runs(author.id(), 8, Long.MAX_VALUE, Integer.MAX_VALUE))
                .isEmpty();
        assertThat(store.append(parting.get(1).run().encoded())).isEqualTo(new Verdict.Frozen(8));
    }

    @Test
    void aRunAcrossTheCutIsTheSameAfterARestartAndARebuildAndVerifies() throws IOException {
        TestStore store = TestStore.open(files);
        storeAcrossTheCut(store, parting(5, 3, 4, 2));
        store.publish(3);
        List<Object> before = store.seen();
        SimDisk afterACrash = files.copy();
        store.close();

        assertThat(TestStore.open(files).seen()).isEqualTo(before);
        assertThat(TestStore.open(afterACrash).seen()).isEqualTo(before);
        assertThat(Verify.check(afterACrash.copy(), (done, total) -> {}).problems())
                .isEmpty();
    }

    @Test
    void aLaterProofLowersTheCutInsideARunThatWasStoredAcrossIt() throws IOException {
        TestStore store = TestStore.open(files);
        storeAcrossTheCut(store, parting(5, 3, 4, 2));
        CheckedRun lower = Authors.author(1).run(drafts(0, "early", 7));

        assertThat(store.append(lower.run().encoded())).isInstanceOf(Verdict.Forked.class);
        assertThat(store.book().cut(author.id())).hasValue(0);
        assertThat(store.book().heads().heads()).doesNotContainKey(author.id());
        assertThat(store.reader().arrivals(0, 100)).isEmpty();
    }

    @Test
    void theCommitThatFreezesAnAuthorTellsOfWhatItTookBelowTheCut() throws IOException {
        TestStore store = TestStore.open(files);
        store.append(Authors.author(1).encoded(5));
        List<CheckedRun> parting = parting(5, 3, 4, 2);
        List<Bytes> both = parting.stream().map(run -> run.run().encoded()).toList();

        List<Verdict> verdicts = store.writer().append(TestStore.PEER, both, TestStore.NOW);
        Committed committed = store.writer().commit(TestStore.NOW);
        assertThat(verdicts.get(0)).isInstanceOf(Verdict.Accepted.class);
        assertThat(verdicts.get(1)).isInstanceOf(Verdict.Forked.class);
        assertThat(committed.forks()).extracting(ForkProof::cut).containsExactly(8L);
        assertThat(committed.runs()).singleElement().satisfies(run -> {
            assertThat(run.shown()).isEqualTo(3);
            assertThat(run.head().seq()).isEqualTo(8);
        });
    }

    @Test
    void theCommitThatFreezesAnAuthorSaysNothingOfWhatLiesBehindTheCut() throws IOException {
        TestStore store = TestStore.open(files);
        List<CheckedRun> parting = parting(0, 0, 4, 2);
        List<Bytes> both = parting.stream().map(run -> run.run().encoded()).toList();

        store.writer().append(TestStore.PEER, both, TestStore.NOW);
        Committed committed = store.writer().commit(TestStore.NOW);
        assertThat(committed.forks()).extracting(ForkProof::cut).containsExactly(0L);
        assertThat(committed.runs()).isEmpty();
    }

    private void isCutAtTen(TestStore store) throws IOException {
        assertThat(store.book().heads().heads().get(author.id()).head().seq()).isEqualTo(10);
        assertThat(store.book().heads().heads().get(author.id()).counter()).isEqualTo(10);
        assertThat(store.book().statuses().get(0).state()).isEqualTo(LogStatus.State.FROZEN);
        List<Event> events = store.reader().events(author.id(), 0, 100);
        assertThat(events).hasSize(10);
        assertThat(store.book().heads().heads().get(author.id()).head().hash())
                .isEqualTo(events.get(9).hash());
        assertThat(store.reader().arrivals(0, 100)).hasSize(10);
        List<Bytes> runs = store.reader().runs(author.id(), 0, Long.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(runs).hasSize(2);
        assertThat(store.reader().hashAt(author.id(), 11)).isEmpty();
        assertThat(store.reader().event(author.head().hash())).isEmpty();
        assertThat(store.reader().forkProof(author.id())).isPresent();
    }
}
