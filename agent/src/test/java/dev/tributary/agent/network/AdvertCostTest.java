package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it costs to find out what the other side lacks, in encoded bytes, both directions, frames' heads included. */
class AdvertCostTest {
    private static final int KIB = 1024;

    private final PureAgent left = new PureAgent(Frames.author(1), "store-of-left-01");
    private final PureAgent right = new PureAgent(Frames.author(2), "store-of-right-1");

    private static List<AuthorHead> heads(long seed, int count) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> new AuthorHead(
                        new AuthorId(random(random)), 1 + random.nextInt(1_000_000), new EventHash(random(random))))
                .toList();
    }

    private static Bytes random(Random random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static AuthorHead grown(AuthorHead head) {
        return new AuthorHead(head.author(), head.seq() + 1, new EventHash(Frames.filled(7, 32)));
    }

    /** Both hold {@code authors} heads; of the first {@code differing} ones one side holds a newer one, by turns. */
    private PureLink meeting(int authors, int differing) {
        List<AuthorHead> heads = heads(11, authors);
        for (int i = 0; i < authors; i++) {
            AuthorHead head = heads.get(i);
            left.hold(i < differing && i % 2 == 0 ? grown(head) : head);
            right.hold(i < differing && i % 2 == 1 ? grown(head) : head);
        }
        PureLink link = new PureLink(1, left, right);
        link.open();
        link.settle();
        return link;
    }

    private void measured(String what, PureLink link) {
        System.out.printf(
                Locale.ROOT,
                "%-52s %,12d bytes of adverts, %5.1f round trips%n",
                what,
                link.advertBytes(),
                link.roundTrips());
    }

    @Test
    void aFirstMeetingOf100000AuthorsThatHoldTheSameCostsTwoHellos() {
        PureLink link = meeting(100_000, 0);
        measured("first meeting, 100,000 authors, 0 differ", link);

        assertThat(link.advertBytes()).isLessThan(KIB);
        assertThat(left.report().equal()).isTrue();
    }

    @Test
    void aFirstMeetingOf100000AuthorsOfWhich10DifferCostsAtMost16KiB() {
        PureLink link = meeting(100_000, 10);
        measured("first meeting, 100,000 authors, 10 differ", link);

        assertThat(link.advertBytes()).isLessThanOrEqualTo(16 * KIB);
        assertThat(left.report().eventsBehind()).isEqualTo(5);
        assertThat(right.report().eventsBehind()).isEqualTo(5);
        assertThat(link.frames(FrameType.ADVERTISE_PAGE)).isZero();
    }

    @Test
    void aFirstMeetingCostsAsMuchAsThereAreDifferences() {
        PureLink one = meeting(100_000, 1);
        measured("first meeting, 100,000 authors, 1 differs", one);

        assertThat(one.advertBytes()).isLessThan(3 * KIB);
        assertThat(right.report().eventsBehind()).isEqualTo(1);
    }

    @Test
    void aFirstMeetingWithAThousandDifferencesCostsFarLessThanAllHeads() {
        PureLink link = meeting(100_000, 1_000);
        measured("first meeting, 100,000 authors, 1,000 differ", link);

        assertThat(link.advertBytes()).isLessThan(640 * KIB);
        assertThat(left.report().eventsBehind()).isEqualTo(500);
        assertThat(right.report().eventsBehind()).isEqualTo(500);
    }

    @Test
    void whoLacksEverythingIsToldAllHeadsOnce() {
        heads(11, 100_000).forEach(left::hold);
        PureLink link = new PureLink(1, left, right);
        link.open();
        link.settle();
        measured("first meeting, 100,000 authors, all missing", link);

        assertThat(link.frames(FrameType.ADVERTISE_RANGES)).isZero();
        assertThat(link.bytes(FrameType.ADVERTISE_PAGE)).isLessThan(100_000L * 76);
        assertThat(right.report().eventsBehind())
                .isEqualTo(left.heads().values().stream()
                        .mapToLong(AuthorHead::seq)
                        .sum());
    }

    @Test
    void anIdleHourWith10000AuthorsCostsAtMost16KiB() {
        PureLink link = meeting(10_000, 0);
        link.forgetCounts();
        link.pass(3_600_000);
        long pings = 2 * 240 * 2 * 9L;
        measured("idle hour, 10,000 authors (and pings: " + pings + " bytes)", link);

        assertThat(link.allBytes()).isPositive();
        assertThat(link.allBytes() + pings).isLessThanOrEqualTo(16 * KIB);
        assertThat(left.report().lastProof().getAsLong()).isGreaterThan(left.now() - 130_000);
    }

    @Test
    void aReconnectWith10Of10000AuthorsChangedByOneEventCostsAtMost6KiBAndTwoRoundTrips() {
        List<EventSigner> signers = new ArrayList<>();
        heads(12, 9_990).forEach(head -> {
            left.hold(head);
            right.hold(head);
        });
        for (int i = 0; i < 10; i++) {
            EventSigner signer = new SeedSigner(Frames.filled(40 + i, 32));
            CheckedRun run = PureAgent.sign(signer, Optional.empty(), 1);
            signers.add(signer);
            left.hold(run);
            right.hold(run);
        }
        PureLink first = new PureLink(1, left, right);
        first.open();
        first.settle();
        first.close();
        signers.forEach(signer -> left.publish(signer, 1));
        PureLink again = new PureLink(2, left, right);
        again.open();
        int steps = 0;
        while (!right.inSync() && steps++ < 10) {
            again.step();
        }
        double roundTrips = again.roundTrips();
        again.settle();
        again.pass(1_000);
        System.out.printf(
                Locale.ROOT,
                "%-52s %,12d bytes in all, %.1f round trips%n",
                "reconnect, 10 of 10,000 authors changed",
                again.allBytes(),
                roundTrips);

        assertThat(right.heads()).isEqualTo(left.heads());
        assertThat(again.allBytes()).isLessThanOrEqualTo(6 * KIB);
        assertThat(roundTrips).isLessThanOrEqualTo(2.0);
        assertThat(again.frames(FrameType.ADVERTISE_PAGE)).isZero();
        assertThat(again.frames(FrameType.ADVERTISE_RANGES)).isZero();
    }

    @Test
    void onceADayEverythingIsComparedHoweverEqualTheRootsAre() {
        PureLink link = meeting(10_000, 0);
        left.at(86_390_000);
        right.at(86_390_000);
        link.forgetCounts();
        link.pass(20_000);

        assertThat(link.frames(FrameType.ADVERTISE_RANGES)).isEqualTo(2);
        assertThat(link.bytes(FrameType.ADVERTISE_RANGES)).isLessThan(KIB);
        assertThat(link.frames(FrameType.ADVERTISE_PAGE)).isZero();
    }

    @Test
    void aPeerThatKnowsNoRangesGetsPages() {
        heads(11, 1_000).forEach(left::hold);
        left.engine.opened(1, right.author, 0, 0);
        SyncMessage.Root other = new SyncMessage.Root(1_000, Frames.filled(3, 16));
        List<SyncMessage> told = new ArrayList<>();
        SyncMessage.SpaceOffer offer = new SyncMessage.SpaceOffer(Frames.SPACE, other, 1, Optional.empty());
        left.engine.received(
                1, new SyncMessage.Hello(1, 1, "old", Frames.filled(9, 16), Set.of(), 1 << 19, List.of(offer), 0), 0);
        left.engine.received(1, new SyncMessage.Interest(Frames.SPACE, Optional.empty(), 0, true, List.of()), 0);
        left.drain((agent, message) -> told.add(message));

        assertThat(told).hasAtLeastOneElementOfType(SyncMessage.AdvertisePage.class);
        assertThat(told).noneMatch(SyncMessage.AdvertiseRanges.class::isInstance);
    }
}
