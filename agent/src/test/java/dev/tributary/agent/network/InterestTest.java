package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A device and a hub: the device hears of nobody whom it does not want, and the proof of sync holds all the same. */
class InterestTest {
    private static final SyncLimits LIMITS = SyncLimits.STANDARD;

    private final EventSigner deviceKey = new SeedSigner(Frames.filled(21, 32));
    private final EventSigner operator = new SeedSigner(Frames.filled(22, 32));
    private final List<EventSigner> others = IntStream.range(0, 50)
            .<EventSigner>mapToObj(number -> new SeedSigner(Frames.filled(100 + number, 32)))
            .toList();
    private final PureAgent device = new PureAgent(deviceKey.author(), "store-of-device1");
    private final PureAgent hub = new PureAgent(new SeedSigner(Frames.filled(23, 32)).author(), "store-of-the-hub");
    private final PureLink link = new PureLink(1, device, hub);

    private void fill() {
        device.hold(PureAgent.sign(deviceKey, Optional.empty(), 3));
        hub.hold(PureAgent.sign(operator, Optional.empty(), 3));
        others.forEach(other -> hub.hold(PureAgent.sign(other, Optional.empty(), 3)));
    }

    private void onlyOperator(boolean live) {
        device.wants(hub.author, Wanted.only(device.author, Set.of(operator.author()), live));
    }

    private void meet() {
        link.open();
        link.settle();
        link.pass(3_000);
    }

    @Test
    void aDeviceThatWantsTheOperatorsLogGetsThatAndNoOtherHead() {
        fill();
        onlyOperator(true);
        meet();

        assertThat(device.heads()).containsOnlyKeys(device.author, operator.author());
        assertThat(hub.heads()).hasSize(52).containsKey(device.author);
        assertThat(device.report().equal()).isTrue();
        assertThat(hub.report().equal()).isTrue();
        String told =
                link.transcript.stream().filter(line -> line.startsWith("<")).collect(Collectors.joining());
        assertThat(told).contains(operator.author().hex());
        others.forEach(other -> assertThat(told).doesNotContain(other.author().hex()));
    }

    @Test
    void eventsOfUnwantedAuthorsCostNothingOnTheLink() {
        fill();
        onlyOperator(true);
        meet();
        link.forgetCounts();
        for (EventSigner other : others) {
            hub.publish(other, 1);
            link.pass(100);
        }
        link.pass(5_000);

        assertThat(link.allBytes()).isZero();
        assertThat(device.report().equal()).isTrue();
        hub.publish(operator, 1);
        link.pass(1_000);
        assertThat(device.heads()).isEqualTo(some(hub, device.author, operator.author()));
        assertThat(device.report().equal()).isTrue();
        assertThat(link.bytesToLeft()).isLessThan(400);
    }

    private static Map<AuthorId, ?> some(PureAgent agent, AuthorId... authors) {
        Map<AuthorId, Object> found = new TreeMap<>(agent.heads());
        found.keySet().retainAll(Set.of(authors));
        return found;
    }

    @Test
    void whoWantsNothingStillDeliversWhatItHolds() {
        fill();
        EventSigner sensor = new SeedSigner(Frames.filled(24, 32));
        device.hold(PureAgent.sign(sensor, Optional.empty(), 2));
        device.wants(hub.author, Wanted.only(device.author, Set.of(), true));
        meet();
        device.publish(deviceKey, 1);
        device.publish(sensor, 1);
        link.pass(2_000);

        assertThat(device.heads()).containsOnlyKeys(device.author, sensor.author());
        assertThat(some(hub, device.author, sensor.author())).isEqualTo(device.heads());
        assertThat(device.report().equal()).isTrue();
        assertThat(hub.report().equal()).isTrue();
    }

    @Test
    void whoDoesNotWantItLiveIsToldAndAsks() {
        fill();
        onlyOperator(false);
        meet();
        link.forgetCounts();
        hub.publish(operator, 2);
        link.pass(1_000);

        assertThat(device.heads()).isEqualTo(some(hub, device.author, operator.author()));
        assertThat(link.frames(FrameType.ADVERTISE_CHANGES)).isEqualTo(1);
        assertThat(link.frames(FrameType.REQUEST)).isEqualTo(1);
        assertThat(link.frames(FrameType.RESPONSE)).isEqualTo(1);
    }

    @Test
    void theNextLinkTellsOnlyWhatChangedOfTheWanted() {
        fill();
        onlyOperator(true);
        meet();
        link.close();
        others.forEach(other -> hub.publish(other, 1));
        PureLink again = new PureLink(2, device, hub);
        again.open();
        again.settle();

        assertThat(again.frames(FrameType.REQUEST)).isZero();
        assertThat(again.allBytes()).isLessThan(1_024);
        assertThat(device.report().equal()).isTrue();
        assertThat(hub.report().equal()).isTrue();
    }

    @Test
    void aPeerThatChangesItsMindIsToldWhatItWantsNow() {
        fill();
        onlyOperator(true);
        meet();
        AuthorId wished = others.get(0).author();
        Interest more = new Interest(
                Frames.SPACE, Optional.of(List.of(device.author, wished)), Interest.PUSH_OWN, true, List.of());
        List<SyncMessage> told = new ArrayList<>();
        hub.engine.received(1, more, hub.now());
        hub.drain((agent, message) -> told.add(message));

        assertThat(hub.report().equal())
                .as("before the device has said its root again")
                .isFalse();
        assertThat(told).hasAtLeastOneElementOfType(SyncMessage.AdvertiseRoot.class);
        assertThat(told)
                .anyMatch(message -> message instanceof SyncMessage.AdvertisePage page
                        && page.heads().size() == 2
                        && page.heads().contains(hub.heads().get(wished)));
    }

    @Test
    void aLongListGoesOutInSeveralMessages() {
        Set<AuthorId> many = authors(2_500);
        device.wants(hub.author, Wanted.only(device.author, many, true));
        List<Interest> said = new ArrayList<>();
        device.engine.opened(1, hub.author, 0, 0);
        device.drain((agent, message) -> {
            if (message instanceof Interest interest) {
                said.add(interest);
            }
        });

        assertThat(said).extracting(part -> part.authors().orElseThrow().size()).containsExactly(1024, 1024, 453);
        assertThat(said).extracting(part -> part.flags() & Interest.MORE).containsExactly(2, 2, 0);
        hub.hold(PureAgent.sign(operator, Optional.empty(), 1));
        device.engine.closed(1);
        meet();
        assertThat(link.frames(FrameType.INTEREST)).isEqualTo(4);
        assertThat(device.heads()).isEmpty();
    }

    @Test
    void aPeerMayNameAsManyAuthorsAsAreTrackedAndNoMore() {
        hub.engine.opened(1, device.author, 0, 0);
        hub.engine.received(1, hello(), 0);
        List<AuthorId> all = List.copyOf(authors(LIMITS.authorsTracked()));
        hub.engine.received(1, new Interest(Frames.SPACE, Optional.of(all), Interest.MORE, true, List.of()), 0);
        hub.drain((agent, message) -> {});
        assertThat(hub.closed).isEmpty();

        Interest oneMore =
                new Interest(Frames.SPACE, Optional.of(List.of(operator.author())), Interest.MORE, true, List.of());
        hub.engine.received(1, oneMore, 0);
        hub.drain((agent, message) -> {});
        assertThat(hub.closed).singleElement().asString().contains("more than 100000 authors");
    }

    @Test
    void bitsOfALaterVersionArePassedOver() {
        hub.hold(PureAgent.sign(operator, Optional.empty(), 1));
        hub.engine.opened(1, device.author, 0, 0);
        hub.engine.received(1, hello(), 0);
        List<SyncMessage> told = new ArrayList<>();
        hub.drain((agent, message) -> {});
        hub.engine.received(1, new Interest(Frames.SPACE, Optional.empty(), 0xf8, true, List.of()), 0);
        hub.drain((agent, message) -> told.add(message));

        assertThat(hub.closed).isEmpty();
        assertThat(told).hasOnlyElementsOfType(SyncMessage.AdvertisePage.class).hasSize(1);
    }

    private static SyncMessage.Hello hello() {
        SyncMessage.Root root = new SyncMessage.Root(1, Frames.filled(1, 16));
        return new SyncMessage.Hello(
                1,
                7,
                "a later version",
                Frames.filled(9, 16),
                Set.of("heard-of-later"),
                1 << 19,
                List.of(new SyncMessage.SpaceOffer(Frames.SPACE, root, 1, Optional.empty())),
                0);
    }

    private static Set<AuthorId> authors(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new AuthorId(Bytes.ofHex("%064x".formatted(number))))
                .collect(Collectors.toSet());
    }
}
