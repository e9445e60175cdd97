package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static dev.tributary.agent.network.NetworkAgent.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Down;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates, budgets and windows through real sockets. */
class MeteredLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AdvertiseRoot ROOT = new AdvertiseRoot(Frames.SPACE, new Root(3, Frames.filled(1, 16)), 77);

    private final Identity one = identity(1);
    private final Identity two = identity(2);
    private final TestClock clock = new TestClock("2026-03-28T12:00:00Z");
    private final Map<AuthorId, UsedBudget> noted = new ConcurrentHashMap<>();

    @Test
    void aRateIsKeptAndWhatIsLiveOvertakesTheBacklog() {
        LinkTerms slow = new LinkTerms(OptionalLong.of(20_000), OptionalLong.empty(), List.of(), ZoneOffset.UTC);
        try (NetworkAgent reader = new NetworkAgent(one, awaited(two));
                NetworkAgent writer = metered(slow, reader)) {
            linked(reader, writer);
            long begin = System.nanoTime();
            writer.network.send(writer.link(one.author()), response(1, 30_000));
            writer.network.send(writer.link(one.author()), response(2, 30_000));
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(PATIENCE)
                    .until(() -> writer.network.peers().get(0).bytesOut() > 10_000);
            writer.network.send(writer.link(one.author()), response(0, 100));
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == 3);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(2_500));
            assertThat(reader.messages(Response.class).stream().map(Response::requestId))
                    .containsExactly(0L, 1L, 2L);
            // The reader's own greeting may be on its way when the first answer to a ping comes.
            assertThat(reader.told(LinkEvent.Arriving.class).stream().skip(1))
                    .as("a frame in pieces moves while it arrives")
                    .hasSizeGreaterThan(5)
                    .noneMatch(LinkEvent.Arriving::taken);
            assertThat(writer.told(LinkEvent.Arriving.class))
                    .as("and its sender knows")
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(LinkEvent.Arriving::taken);
        }
    }

    @Test
    void aSpentBudgetLeavesOnlyRootsUntilTheNextDay() {
        LinkTerms terms = new LinkTerms(OptionalLong.empty(), OptionalLong.of(100_000), List.of(), ZoneOffset.UTC);
        try (NetworkAgent reader = new NetworkAgent(one, awaited(two));
                NetworkAgent writer = metered(terms, reader)) {
            linked(reader, writer);
            writer.network.send(1, response(1, 60_000));
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == 1);
            assertThat(pause(writer)).isEmpty();
            writer.network.send(1, response(2, 60_000));
            await().atMost(PATIENCE).until(() -> !writer.told(Down.class).isEmpty());
            assertThat(writer.told(Down.class).get(0).reason()).contains("budget of 100000 bytes a day is spent");
            await().atMost(PATIENCE).until(() -> writer.link(one.author()) > 1 && reader.link(two.author()) > 1);

            int before = reader.messages(Response.class).size();
            say(reader, two);
            say(writer, one);
            await().atMost(PATIENCE)
                    .until(() -> reader.messages(AdvertiseRoot.class).contains(ROOT)
                            && writer.messages(AdvertiseRoot.class).contains(ROOT));
            assertThat(reader.messages(Response.class)).hasSize(before);
            assertThat(writer.messages(Response.class)).isEmpty();
            assertThat(pause(writer)).contains("only roots until midnight Z");
            UsedBudget used = noted.get(one.author());
            assertThat(used).isNotNull().extracting(UsedBudget::day).isEqualTo(LocalDate.of(2026, 3, 28));
            assertThat(used.bytes()).isGreaterThanOrEqualTo(100_000);

            clock.forward(Duration.ofHours(12));
            await().atMost(PATIENCE).until(() -> writer.link(one.author()) > 2 && reader.link(two.author()) > 2);
            say(writer, one);
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == before + 1);
            assertThat(pause(writer)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 15_000, 60_000, 500_000})
    void noMoreIsBegunThanTheBudgetHasLeftHoweverMuchWaits(int size) {
        LinkTerms terms = new LinkTerms(OptionalLong.empty(), OptionalLong.of(100_000), List.of(), ZoneOffset.UTC);
        try (NetworkAgent reader = new NetworkAgent(one, awaited(two));
                NetworkAgent writer = metered(terms, reader)) {
            linked(reader, writer);
            long link = writer.link(one.author());
            for (int sent = 0; sent < 1_000_000; sent += size) {
                writer.network.send(link, response(1, size));
            }
            await().atMost(PATIENCE).until(() -> writer.link(one.author()) > link);
            // Two greetings and a goodbye come on top, and the head of the last piece.
            assertThat(writer.network.peers().get(0).budgetUsed().orElseThrow()).isBetween(100_000L, 101_000L);
        }
    }

    @Test
    void whatComesIsCountedToTheEndAndCutAtOnceWhereItSpendsTheBudget() {
        LinkTerms terms = new LinkTerms(OptionalLong.empty(), OptionalLong.of(100_000), List.of(), ZoneOffset.UTC);
        try (NetworkAgent writer = new NetworkAgent(one, awaited(two));
                NetworkAgent reader = metered(terms, writer)) {
            linked(writer, reader);
            for (int i = 0; i < 30; i++) {
                writer.network.send(writer.link(two.author()), response(1, 50_000));
            }
            await().atMost(PATIENCE).until(() -> !reader.told(Down.class).isEmpty());
            assertThat(reader.told(Down.class).get(0).reason()).contains("budget of 100000 bytes a day is spent");
            assertThat(reader.messages(Response.class)).hasSizeLessThanOrEqualTo(2);
            await().atMost(PATIENCE).until(() -> reader.link(one.author()) > 1);
            long used = reader.network.peers().get(0).budgetUsed().orElseThrow();
            assertThat(used).isGreaterThanOrEqualTo(100_000);
        }
    }

    @Test
    void aBudgetThatWasSpentBeforeTheStartIsSpent() {
        LinkTerms terms = new LinkTerms(OptionalLong.empty(), OptionalLong.of(100_000), List.of(), ZoneOffset.UTC);
        noted.put(one.author(), new UsedBudget(LocalDate.of(2026, 3, 28), 100_000));
        try (NetworkAgent reader = new NetworkAgent(one, awaited(two));
                NetworkAgent writer = metered(terms, reader)) {
            linked(reader, writer);
            say(writer, one);
            await().atMost(PATIENCE)
                    .until(() -> reader.messages(AdvertiseRoot.class).contains(ROOT));
            assertThat(reader.messages(Response.class)).isEmpty();
            writer.stop();
            assertThat(noted.get(one.author()))
                    .isNotNull()
                    .extracting(UsedBudget::bytes)
                    .isEqualTo(100_000 + total(writer));
        }
    }

    @Test
    void aPeerThatIsRemovedAndAdmittedAgainHasNoNewBudget() {
        LinkTerms terms = new LinkTerms(OptionalLong.empty(), OptionalLong.of(100_000), List.of(), ZoneOffset.UTC);
        try (NetworkAgent reader = new NetworkAgent(one, awaited(two));
                NetworkAgent writer = metered(terms, reader)) {
            linked(reader, writer);
            writer.network.send(writer.link(one.author()), response(1, 60_000));
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == 1);
            assertThat(writer.network.forget(one.author()).await()).isTrue();
            writer.network.admit(one.author(), Optional.of(reader.address())).await();
            assertThat(writer.network.peers().get(0).budgetUsed().orElseThrow()).isGreaterThan(60_000);
            assertThat(noted.get(one.author()))
                    .isNotNull()
                    .extracting(UsedBudget::bytes)
                    .satisfies(used -> assertThat(used).isGreaterThan(60_000));
        }
    }

    @Test
    void outsideItsWindowsThereIsNoLinkAndInsideThereIs() {
        LinkTerms noon = new LinkTerms(
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(new LinkTerms.Window(LocalTime.of(12, 30), LocalTime.of(13, 0))),
                ZoneOffset.UTC);
        try (NetworkAgent reader = new NetworkAgent(one, awaited(two));
                NetworkAgent closed = metered(noon, reader)) {
            await().atMost(PATIENCE)
                    .until(() -> pause(closed).contains("outside the windows of this link until 12:30"));
            clock.forward(Duration.ofMinutes(30));
            linked(reader, closed);
            assertThat(closed.link(one.author())).isEqualTo(1);
            clock.forward(Duration.ofMinutes(30));
            await().atMost(PATIENCE).until(() -> !reader.told(Down.class).isEmpty());
            assertThat(reader.told(Down.class).get(0).reason())
                    .contains("outside the windows of this link until 12:30");
            assertThat(closed.refused(Refusal.RESTING)).isZero();
        }
    }

    @Test
    void whoDialsAClosedLinkIsToldWhenAndWaits() {
        LinkTerms noon = new LinkTerms(
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(new LinkTerms.Window(LocalTime.of(12, 30), LocalTime.of(13, 0))),
                ZoneOffset.UTC);
        LimitsForTests limits = new LimitsForTests();
        try (NetworkAgent closed = new NetworkAgent(
                        one, "127.0.0.1:0", limits.build(), metering(Map.of(two.author(), noon)), awaited(two));
                NetworkAgent dialler =
                        new NetworkAgent(two, "127.0.0.1:0", limits.build(), at(one, closed.address()))) {
            await().atMost(PATIENCE).until(() -> closed.refused(Refusal.RESTING) == 1);
            await().atMost(PATIENCE)
                    .until(() -> dialler.network.peers().get(0).reason().contains("outside the windows"));
            // It would have dialled ten times by now.
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> closed.refused(Refusal.RESTING) == 1);
        }
    }

    private static void say(NetworkAgent agent, Identity to) {
        long link = agent.link(to.author());
        agent.network.send(link, response(9, 1_000));
        agent.network.send(link, ROOT);
    }

    private NetworkAgent metered(LinkTerms terms, NetworkAgent reader) {
        return new NetworkAgent(
                two,
                "127.0.0.1:0",
                new LimitsForTests().build(),
                metering(Map.of(one.author(), terms)),
                at(one, reader.address()));
    }

    private Metering metering(Map<AuthorId, LinkTerms> terms) {
        return new Metering(terms, noted, clock, (peer, used) -> {
            noted.put(peer, used);
            return Future.succeededFuture();
        });
    }

    private static Response response(long request, int size) {
        return new Response(Frames.SPACE, request, List.of(Frames.filled(5, size)), request != 0);
    }

    private static void linked(NetworkAgent left, NetworkAgent right) {
        await().atMost(PATIENCE).until(() -> left.link(right.key()) > 0 && right.link(left.key()) > 0);
    }

    private static String pause(NetworkAgent agent) {
        return agent.network.peers().get(0).pause();
    }

    private static long total(NetworkAgent agent) {
        PeerLink link = agent.network.peers().get(0);
        return link.bytesIn() + link.bytesOut();
    }
}
