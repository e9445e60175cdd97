package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RangeTalkTest {
    private static final SyncLimits LIMITS = SyncLimits.STANDARD;
    private static final List<AuthorHead> SOME = HeadsDigestTest.heads(3, 2);
    private static final SpaceId SPACE = new SpaceId(SOME.get(0).hash().bytes());

    private final SyncState state = new SyncState(
            SOME.get(0).author(), SPACE, Bytes.utf8("0123456789abcdef"), LIMITS, new Forms(LogLimits.STANDARD));
    private final PeerInterest interest = new PeerInterest(LIMITS.authorsTracked());
    private final PeerHeads peer =
            new PeerHeads(state, new Confirms(state, 1, SOME.get(1).author(), interest));
    private final Adverts adverts = new Adverts(state, 1, peer, interest, new Adverts.Traffic() {
        @Override
        public boolean serves(AuthorId author) {
            return false;
        }

        @Override
        public boolean writable() {
            return true;
        }
    });
    private long counter;

    private void hold(int heads) {
        HeadsDigestTest.heads(4, heads).forEach(head -> state.own.put(head, ++counter));
    }

    private List<SyncMessage> sent() {
        return state.drain().stream()
                .map(effect -> ((SyncEffect.Send) effect).message())
                .toList();
    }

    private static AdvertiseRanges nothing(int digits, int ranges) {
        return new AdvertiseRanges(
                SPACE,
                IntStream.range(0, ranges)
                        .<HeadsRange>mapToObj(number -> new HeadsRange.Split(
                                new KeyPrefix(("%0" + digits + "x").formatted(number)), 0, Bytes.EMPTY))
                        .toList());
    }

    @Test
    void equalPartsAreAnsweredWithNothing() {
        hold(500);
        adverts.answer(new AdvertiseRanges(SPACE, List.of(state.own.ranges().split(KeyPrefix.ALL))));

        assertThat(sent()).isEmpty();
    }

    @Test
    void anAnswerOfManyRangesGoesOutInSeveralAdverts() {
        hold(2_000);
        List<HeadsRange> empty = IntStream.range(0, 256)
                .<HeadsRange>mapToObj(
                        number -> new HeadsRange.Split(new KeyPrefix("%02x".formatted(number)), 0, Bytes.EMPTY))
                .toList();
        adverts.answer(new AdvertiseRanges(SPACE, empty));
        List<SyncMessage> answers = sent();

        assertThat(answers).hasSizeGreaterThan(2).allMatch(AdvertiseRanges.class::isInstance);
        assertThat(answers)
                .allMatch(answer -> ((AdvertiseRanges) answer).ranges().size() <= LIMITS.rangesPerAdvert());
        assertThat(answers.stream()
                        .flatMap(answer -> ((AdvertiseRanges) answer).ranges().stream())
                        .mapToInt(range -> ((HeadsRange.Leaf) range).heads().size())
                        .sum())
                .isEqualTo(2_000);
    }

    @Test
    void aListIsAnsweredWithWhatItLacksAndNothingElse() {
        hold(6);
        List<AuthorHead> ours = state.own.ranges().heads(KeyPrefix.ALL);
        AuthorHead behind = new AuthorHead(ours.get(1).author(), 1, SOME.get(1).hash());
        AuthorHead ahead = new AuthorHead(
                ours.get(2).author(), ours.get(2).seq() + 1, SOME.get(1).hash());
        List<AuthorHead> theirs = List.of(ours.get(0), behind, ahead, ours.get(3), ours.get(4));
        adverts.answer(new AdvertiseRanges(SPACE, List.of(new HeadsRange.Leaf(KeyPrefix.ALL, theirs))));

        assertThat(sent()).containsExactly(new AdvertiseChanges(SPACE, 0, 0, List.of(ours.get(1), ours.get(5)), false));
    }

    @Test
    void withTooManyRangesOfPagesAllIsToldInPages() {
        hold(100_000);
        adverts.answer(nothing(2, 256));
        assertThat(sent())
                .filteredOn(AdvertisePage.class::isInstance)
                .hasSize(4)
                .allMatch(page -> ((AdvertisePage) page).heads().size() < 100);

        adverts.answer(nothing(2, 256));
        List<SyncMessage> pages =
                sent().stream().filter(AdvertisePage.class::isInstance).toList();
        assertThat(((AdvertisePage) pages.get(0)).from()).isEmpty();
        assertThat(pages).allMatch(page -> ((AdvertisePage) page).heads().size() == LIMITS.headsPerPage());
    }
}
