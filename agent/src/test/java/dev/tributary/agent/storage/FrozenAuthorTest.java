package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.status.LogStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A proven fork cuts a log: kept on disk, served only to the cut, for good. */
class FrozenAuthorTest {
    private final MemoryFiles files = new MemoryFiles();
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
        MemoryFiles afterACrash = files.copy();
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
        ForkProof high = store.reader().forkProofs().get(0);
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
        assertThat(store.reader().forkProofs()).containsExactly(low);
        assertThat(store.book().cut(author.id())).hasValue(3);
        assertThat(store.reader().events(author.id(), 0, 100)).hasSize(3);
        assertThat(store.book().heads().heads().get(author.id()).head().seq()).isEqualTo(3);
    }

    @Test
    void aProofThatProvesNothingIsRefused() throws IOException {
        TestStore store = TestStore.open(files);
        CheckedRun other = forked(store);
        store.append(other.run().encoded());
        ForkProof good = store.reader().forkProofs().get(0);
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
        assertThat(store.reader().forkProofs()).hasSize(1);
    }
}
