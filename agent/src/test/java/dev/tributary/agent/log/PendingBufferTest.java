package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.after;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingBufferTest {
    /** 40 events and 400 kB in all, so 10 events and 100 kB of one peer; 6 events of one author; 1,000 ms. */
    private static final LogLimits SMALL =
            new LogLimits(16_000, 4, 128, 256, 100_000, (1L << 53) - 1, 40, 400_000, 6, 1_000);

    private final AuthorId peer = author(100).author();
    private final AuthorId otherPeer = author(101).author();
    private final EventSigner alice = author(1);
    private final PendingBuffer buffer = new PendingBuffer(SMALL);

    @Test
    void givesRunsOutOnceTheirPredecessorIsThere() {
        List<Run> chain = chain(alice, 4, 1);
        assertThat(buffer.offer(peer, chain.get(3), 0)).isTrue();
        assertThat(buffer.offer(peer, chain.get(2), 0)).isTrue();

        assertThat(buffer.ready(alice.author(), 1)).isEmpty();
        assertThat(buffer.lowest(alice.author())).hasValue(3);
        assertThat(ready(2)).isSameAs(chain.get(2));
        assertThat(ready(3)).isSameAs(chain.get(3));
        assertThat(buffer.ready(alice.author(), 4)).isEmpty();
        assertThat(buffer.stats()).isEqualTo(new PendingBuffer.Stats(0, 0, 0, 0, 0));
        assertThat(buffer.lowest(alice.author())).isEmpty();
    }

    @Test
    void forgetsRunsThatCameAnotherWay() {
        List<Run> chain = chain(alice, 4, 1);
        chain.subList(1, 4).forEach(run -> buffer.offer(peer, run, 0));

        assertThat(ready(3)).isSameAs(chain.get(3));
        assertThat(buffer.stats().runs()).isZero();
    }

    @Test
    void prefersTheRunThatReachesFarthest() {
        CheckedRun start = first(alice, drafts("a", 2));
        Run one = after(start, alice, drafts("b", 1)).run();
        Run three = after(start, alice, drafts("b", 3)).run();
        buffer.offer(peer, one, 0);
        buffer.offer(peer, three, 0);

        assertThat(ready(2)).isSameAs(three);
    }

    @Test
    void keepsARunOnlyOnce() {
        Run run = chain(alice, 2, 1).get(1);

        assertThat(buffer.offer(peer, run, 0)).isTrue();
        assertThat(buffer.offer(otherPeer, run, 5)).isFalse();
        assertThat(buffer.stats().events()).isEqualTo(1);
    }

    @Test
    void dropsTheOldestOfAnAuthorBeyondItsLimit() {
        List<Run> chain = chain(alice, 4, 2);
        chain.subList(0, 3)
                .forEach(run -> assertThat(buffer.offer(peer, run, 0)).isTrue());
        assertThat(buffer.stats()).isEqualTo(new PendingBuffer.Stats(3, 6, bytes(chain.subList(0, 3)), 0, 0));

        assertThat(buffer.offer(peer, chain.get(3), 1)).isTrue();

        assertThat(buffer.stats()).isEqualTo(new PendingBuffer.Stats(3, 6, bytes(chain.subList(1, 4)), 1, 0));
        assertThat(buffer.lowest(alice.author())).hasValue(3);
    }

    @Test
    void refusesARunThatIsLargerThanAnAuthorsShare() {
        assertThat(buffer.offer(peer, first(alice, drafts("a", 6)).run(), 0)).isTrue();
        assertThat(buffer.offer(peer, first(author(2), drafts("a", 7)).run(), 0))
                .isFalse();
        assertThat(buffer.stats().runs()).isEqualTo(1);
    }

    @Test
    void aPeerPushesOutOnlyWhatItBroughtItself() {
        Run others = first(author(50), drafts("a", 1)).run();
        buffer.offer(otherPeer, others, 0);
        for (int i = 1; i <= 10; i++) {
            buffer.offer(peer, first(author(i), drafts("a", 1)).run(), i);
        }
        assertThat(buffer.stats().events()).isEqualTo(11);
        assertThat(buffer.stats().evicted()).isZero();

        buffer.offer(peer, first(author(11), drafts("a", 1)).run(), 11);

        assertThat(buffer.stats().events()).isEqualTo(11);
        assertThat(buffer.stats().evicted()).isEqualTo(1);
        assertThat(buffer.lowest(author(1).author())).isEmpty();
        assertThat(buffer.lowest(author(50).author())).hasValue(1);
    }

    @Test
    void aPeerPushesOutItsOwnBeyondItsBytes() {
        List<Run> large = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            large.add(first(author(i), List.of(EventDraft.of("a", Bytes.wrap(new byte[16_000]))))
                    .run());
        }
        large.subList(0, 6).forEach(run -> buffer.offer(peer, run, 0));
        assertThat(buffer.stats().runs()).isEqualTo(6);

        buffer.offer(peer, large.get(6), 1);

        assertThat(buffer.stats().runs()).isEqualTo(6);
        assertThat(buffer.stats().evicted()).isEqualTo(1);
        assertThat(buffer.stats().bytes()).isLessThanOrEqualTo(100_000);
    }

    @Test
    void dropsTheOldestOfAllBeyondTheTotal() {
        for (int i = 0; i < 40; i++) {
            buffer.offer(
                    author(200 + i / 10).author(),
                    first(author(i), drafts("a", 1)).run(),
                    i);
        }
        assertThat(buffer.stats().events()).isEqualTo(40);

        buffer.offer(author(240).author(), first(author(40), drafts("a", 1)).run(), 40);

        assertThat(buffer.stats().events()).isEqualTo(40);
        assertThat(buffer.stats().evicted()).isEqualTo(1);
        assertThat(buffer.lowest(author(0).author())).isEmpty();
    }

    @Test
    void dropsWhatHasWaitedTooLong() {
        List<Run> chain = chain(alice, 3, 1);
        buffer.offer(peer, chain.get(1), 0);
        buffer.offer(peer, chain.get(2), 1);

        assertThat(buffer.expire(999)).isZero();
        assertThat(buffer.expire(1_000)).isEqualTo(1);
        assertThat(buffer.offer(peer, chain.get(1), 1_001)).isTrue();
        assertThat(buffer.stats().expired()).isEqualTo(2);
        assertThat(buffer.stats().runs()).isEqualTo(1);
    }

    @Test
    void forgetsAFrozenAuthor() {
        chain(alice, 3, 1).forEach(run -> buffer.offer(peer, run, 0));
        buffer.offer(peer, first(author(2), drafts("a", 1)).run(), 0);

        assertThat(buffer.forget(alice.author())).isEqualTo(3);
        assertThat(buffer.forget(alice.author())).isZero();
        assertThat(buffer.stats().runs()).isEqualTo(1);
    }

    private Run ready(long headSeq) {
        return buffer.ready(alice.author(), headSeq).orElseThrow().run();
    }

    private static List<Run> chain(EventSigner author, int runs, int eventsEach) {
        List<Run> chain = new ArrayList<>();
        CheckedRun last = first(author, drafts("a", eventsEach));
        chain.add(last.run());
        for (int i = 1; i < runs; i++) {
            last = after(last, author, drafts("a", eventsEach));
            chain.add(last.run());
        }
        return chain;
    }

    private static int bytes(List<Run> runs) {
        return runs.stream().mapToInt(run -> run.encoded().size()).sum();
    }
}
