package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.LongLog.Ask;
import dev.tributary.agent.sync.LongLog.Piece;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The joint of the parts of a log: what may go to the store now, what is asked for next. */
class LongLogTest {
    private static final SyncLimits LIMITS = SyncLimits.STANDARD;
    private static final AuthorId AUTHOR = new AuthorId(Bytes.wrap(new byte[32]));
    private static final long FAR = 1_000_000;

    private final LongLog log = new LongLog(AUTHOR, 0, LIMITS);

    private LogPart ask(long link) {
        return log.asked(log.next(FAR).orElseThrow(), link);
    }

    private static Piece piece(long link, long firstSeq, int count, int bytes) {
        return new Piece(link, AUTHOR, 1, Bytes.wrap(new byte[bytes]), new RunSpan(AUTHOR, firstSeq, count));
    }

    private List<Long> arrives(LogPart part, long firstSeq, int count) {
        return log.arrived(part, List.of(piece(1, firstSeq, count, 100))).stream()
                .map(ready -> ready.span().firstSeq())
                .toList();
    }

    @Test
    void nothingGoesToTheStoreBeforeItsPredecessor() {
        LogPart first = ask(1);
        LogPart second = ask(2);
        assertThat(arrives(second, 1_025, 256)).isEmpty();
        assertThat(arrives(second, 1_281, 256)).isEmpty();
        assertThat(log.earlyEvents()).isEqualTo(512);
        assertThat(arrives(first, 1, 256)).containsExactly(1L);
        assertThat(arrives(first, 257, 768)).containsExactly(257L, 1_025L, 1_281L);
        assertThat(log.earlyEvents()).isZero();
        assertThat(log.earlyBytes()).isZero();
    }

    @Test
    void partsFollowEachOtherUpToTheBoundBeyondWhatWasJoined() {
        List<Ask> asks = new ArrayList<>();
        for (Optional<Ask> ask = log.next(FAR); ask.isPresent(); ask = log.next(FAR)) {
            asks.add(ask.get());
            log.asked(ask.get(), asks.size());
        }
        assertThat(asks).hasSize(LIMITS.earlyEvents() / (int) LongLog.PART_EVENTS);
        assertThat(asks.get(0)).isEqualTo(new Ask(0, 1_024, false, OptionalLong.empty()));
        assertThat(asks.get(1)).isEqualTo(new Ask(1_024, 2_048, true, OptionalLong.empty()));
    }

    @Test
    void whatDoesNotFitIsDroppedAndAskedForAgainInItsTurn() {
        LogPart first = ask(1);
        LogPart second = ask(2);
        int half = LIMITS.earlyBytes() / 2;
        log.arrived(second, List.of(piece(2, 1_025, 256, half), piece(2, 1_281, 256, half)));
        assertThat(log.earlyBytes()).as("at the bound").isEqualTo(LIMITS.earlyBytes());
        log.arrived(second, List.of(piece(2, 1_537, 256, 1)));
        assertThat(log.earlyBytes()).as("beyond it").isEqualTo(LIMITS.earlyBytes());
        log.closed(second, 2, true);

        assertThat(arrives(first, 1, 1_024)).containsExactly(1L, 1_025L, 1_281L);
        log.closed(first, 1, true);
        assertThat(log.next(FAR)).contains(new Ask(1_536, 2_048, false, OptionalLong.empty()));
    }

    @Test
    void aGapBetweenPartsIsAskedOfWhoHasASignatureAtItsEnd() {
        LogPart first = ask(1);
        LogPart second = ask(2);
        arrives(first, 1, 1_024);
        log.closed(first, 1, true);
        assertThat(log.arrived(second, List.of(piece(2, 1_100, 948, 100)))).isEmpty();
        Ask gap = new Ask(1_024, 1_099, false, OptionalLong.of(2));
        assertThat(log.next(FAR)).contains(gap);

        LogPart between = log.asked(gap, 2);
        assertThat(arrives(between, 1_025, 75)).containsExactly(1_025L, 1_100L);
    }

    @Test
    void theRestOfAPartWhoseSourceIsGoneIsAskedForAndNothingThatCame() {
        ask(1);
        LogPart second = ask(2);
        arrives(second, 1_025, 300);
        log.linkDown(2);

        assertThat(log.next(FAR)).contains(new Ask(1_324, 2_048, true, OptionalLong.empty()));
    }

    @Test
    void aRunThatReachesBeyondItsPartIsNotAskedForTwice() {
        LogPart first = ask(1);
        arrives(first, 1, 1_200);
        log.closed(first, 1, true);

        assertThat(log.next(FAR)).contains(new Ask(1_200, 2_224, false, OptionalLong.empty()));
    }

    @Test
    void itIsDoneWhenAllThatWasAskedForIsHandedOver() {
        LogPart first = ask(1);
        assertThat(log.done()).isFalse();
        arrives(first, 1, 1_024);
        assertThat(log.done()).isFalse();
        log.closed(first, 1, true);
        assertThat(log.done()).isTrue();
        assertThat(log.next(2_000)).as("the rest is too little for a part").isEmpty();
    }
}
