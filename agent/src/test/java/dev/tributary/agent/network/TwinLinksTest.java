package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Down;
import dev.tributary.agent.network.LinkEvent.Opened;
import dev.tributary.agent.network.LinkEvent.TakenOver;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two running agents with one key, and the peer that both of them dial. */
class TwinLinksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String AT_THE_PEER = "replaces its links again and again";
    private static final String AT_THE_TWIN = "Another agent with this agent's key takes the link to agent";

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Identity one = NetworkAgent.identity(1);
    private final Identity two = NetworkAgent.identity(2);
    private final Identity three = NetworkAgent.identity(3);
    private final LimitsForTests limits = new LimitsForTests();

    @Test
    void twoAgentsWithOneKeyCalmDownAndTheOneThatIsLeftLinksAsEver() {
        limits.dial = new Backoff(50, 2_000);
        try (NetworkAgent peer = new NetworkAgent(one, "127.0.0.1:0", limits.build(), awaited(two), awaited(three));
                NetworkAgent good = dialler(three, peer);
                NetworkAgent left = dialler(two, peer)) {
            await().atMost(PATIENCE).until(() -> good.link(one.author()) > 0 && left.link(one.author()) > 0);
            try (NetworkAgent twin = dialler(two, peer)) {
                await().atMost(PATIENCE).until(() -> links(peer) >= 8);
                int calm = links(peer);
                long begun = System.nanoTime();
                await().during(Duration.ofSeconds(6)).atMost(PATIENCE).until(() -> true);
                // Each of the two dials at most once a second by now.
                long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
                assertThat((long) links(peer) - calm).isBetween(2L, 2 * seconds + 4);
                assertThat(left.told(TakenOver.class)).hasSizeGreaterThan(2);
                assertThat(twin.told(TakenOver.class)).hasSizeGreaterThan(2);
                assertThat(left.told(Down.class))
                        .last()
                        .extracting(Down::reason)
                        .isEqualTo(Links.TWIN);
            }
            await().atMost(PATIENCE).until(() -> left.link(one.author()) > 0);
            assertThat(log.containing(AT_THE_PEER)).as("said once").hasSize(1);
            assertThat(log.containing(AT_THE_TWIN)).as("said once by each").hasSize(2);
            assertThat(log.containing(three.author().hex())).isEmpty();
            assertThat(good.told(Down.class)).isEmpty();
            assertThat(left.network.peers().get(0).reason()).isEmpty();
        }
    }

    @Test
    void threeInARowAreSaidOnceInFiveMinutes() {
        Takeovers takeovers = new Takeovers();
        assertThat(takeovers.count(0, Backoff.DIAL)).isFalse();
        assertThat(takeovers.count(1_000, Backoff.DIAL)).isFalse();
        assertThat(takeovers.often(1_000, Backoff.DIAL)).isFalse();
        assertThat(takeovers.count(20_000, Backoff.DIAL)).isTrue();
        assertThat(takeovers.often(20_000, Backoff.DIAL)).isTrue();
        for (long now = 40_000; now < 20_000 + Takeovers.AGAIN_MILLIS; now += 20_000) {
            assertThat(takeovers.count(now, Backoff.DIAL)).isFalse();
        }
        assertThat(takeovers.count(20_000 + Takeovers.AGAIN_MILLIS, Backoff.DIAL))
                .isTrue();
    }

    @Test
    void aPauseInWhichTwoWouldBothHaveDialledBeginsTheCountAnew() {
        Takeovers takeovers = new Takeovers();
        takeovers.count(0, Backoff.DIAL);
        takeovers.count(29_999, Backoff.DIAL);
        assertThat(takeovers.inRow(59_998, Backoff.DIAL)).isEqualTo(2);
        assertThat(takeovers.inRow(59_999, Backoff.DIAL)).isZero();
        takeovers.count(60_000, Backoff.DIAL);
        assertThat(takeovers.inRow(60_000, Backoff.DIAL)).isEqualTo(1);
    }

    @Test
    void whoseLinksAreTakenOverWaitsLongerEachTimeThoughEachLinkWasUp() {
        PeerState peer = new PeerState(one.author(), 0);
        long now = 0;
        for (long delay : new long[] {500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000}) {
            peer.up();
            peer.takeovers().count(now, Backoff.DIAL);
            peer.failed(Links.TWIN, now, Backoff.DIAL, 0.999_999);
            assertThat(peer.mayDial(now + delay - 2)).isFalse();
            assertThat(peer.mayDial(now + delay)).isTrue();
            now += delay;
        }
        now += 30_000;
        peer.up();
        peer.failed("the peer closed the link", now, Backoff.DIAL, 0.999_999);
        assertThat(peer.mayDial(now + 500)).isTrue();
    }

    private NetworkAgent dialler(Identity identity, NetworkAgent peer) {
        return new NetworkAgent(identity, "127.0.0.1:0", limits.build(), at(one, peer.address()));
    }

    private int links(NetworkAgent peer) {
        return (int) peer.told(Opened.class).stream()
                .filter(opened -> opened.peer().equals(two.author()))
                .count();
    }
}
