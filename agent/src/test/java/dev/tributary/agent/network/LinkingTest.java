package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Down;
import dev.tributary.agent.network.LinkEvent.Opened;
import dev.tributary.agent.network.LinkEvent.Received;
import dev.tributary.agent.network.LinkEvent.Up;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.api.status.PeerStatus.Direction;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LinkingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Identity one = NetworkAgent.identity(1);
    private final Identity two = NetworkAgent.identity(2);

    @Test
    void twoAgentsThatKnowEachOtherLinkAndGreet() {
        try (NetworkAgent listener = new NetworkAgent(one, awaited(two));
                NetworkAgent dialler = new NetworkAgent(two, at(one, listener.address()))) {
            await().atMost(PATIENCE).until(() -> linked(listener, dialler));

            assertThat(dialler.events.get(0)).isEqualTo(new Opened(1, one.author(), Direction.OUTBOUND));
            assertThat(dialler.events.get(1)).isEqualTo(new Up(1, one.author(), Direction.OUTBOUND));
            assertThat(dialler.events.get(2)).isInstanceOf(Received.class);
            assertThat(listener.events.get(0)).isEqualTo(new Opened(1, two.author(), Direction.INBOUND));
            assertThat(listener.events.get(1)).isEqualTo(new Up(1, two.author(), Direction.INBOUND));
            assertThat(listener.messages(Hello.class)).containsExactly(OwnWord.beside(NetworkAgent.HELLO));
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void roundTripsAndBytesAreShown() {
        try (NetworkAgent listener = new NetworkAgent(one, awaited(two));
                NetworkAgent dialler = new NetworkAgent(two, at(one, listener.address()))) {
            await().atMost(PATIENCE).until(() -> dialler.network.peers().get(0).roundTripMillis() >= 0);

            PeerLink link = dialler.network.peers().get(0);
            assertThat(link.key()).isEqualTo(one.author());
            assertThat(link.address()).isEqualTo(Optional.of(listener.address()));
            assertThat(link.direction()).contains(Direction.OUTBOUND);
            assertThat(link.reason()).isEmpty();
            assertThat(link.bytesIn()).isPositive();
            assertThat(link.bytesOut()).isPositive();
            assertThat(dialler.network.frames())
                    .anyMatch(frame -> frame.frame().equals("hello") && frame.sent() > 0 && frame.received() > 0);
        }
    }

    @Test
    void simultaneousDialsSettleOnTheLinkOfTheSmallerKey() {
        try (NetworkAgent first = new NetworkAgent(one, awaited(two));
                NetworkAgent second = new NetworkAgent(two, awaited(one))) {
            first.network.admit(two.author(), Optional.of(second.address())).await();
            second.network.admit(one.author(), Optional.of(first.address())).await();
            await().atMost(PATIENCE).until(() -> linked(first, second));
            // Long enough for every second link that could still come.
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .until(() -> linked(first, second)
                            && first.told(Opened.class).size() <= 2
                            && second.told(Opened.class).size() <= 2);
            assertThat(Math.abs(first.told(Opened.class).size()
                            - first.told(Down.class).size()))
                    .isEqualTo(1);
        }
    }

    @Test
    void aPeerThatIsAddedIsDialledAtOnceAndNotAtTheNextLook() {
        LimitsForTests never = new LimitsForTests();
        never.sweepMillis = Duration.ofDays(1).toMillis();
        try (NetworkAgent listener = new NetworkAgent(one, awaited(two));
                NetworkAgent dialler = new NetworkAgent(two, "127.0.0.1:0", never.build())) {
            dialler.network.admit(one.author(), Optional.of(listener.address())).await();
            await().atMost(PATIENCE).until(() -> linked(listener, dialler));
        }
    }

    @Test
    void reconnectsAfterTheOtherSideRestarts() {
        NetworkAgent listener = new NetworkAgent(one, awaited(two));
        String address = listener.address();
        try (NetworkAgent dialler = new NetworkAgent(two, at(one, address))) {
            await().atMost(PATIENCE).until(() -> dialler.link(one.author()) > 0);
            listener.stop();
            listener.close();
            await().atMost(PATIENCE).until(() -> !dialler.told(Down.class).isEmpty());
            assertThat(dialler.told(Down.class).get(0).reason()).contains("this agent is stopping");
            try (NetworkAgent again = new NetworkAgent(one, address, LinkLimits.STANDARD, awaited(two))) {
                await().atMost(PATIENCE).until(() -> linked(again, dialler));
            }
        }
    }

    @Test
    void reconnectsAfterTheDiallingSideRestarts() {
        try (NetworkAgent listener = new NetworkAgent(one, awaited(two))) {
            NetworkAgent dialler = new NetworkAgent(two, at(one, listener.address()));
            await().atMost(PATIENCE).until(() -> listener.link(two.author()) > 0);
            // Without a word: as a process that is killed.
            dialler.close();
            await().atMost(PATIENCE).until(() -> listener.link(two.author()) < 0);
            try (NetworkAgent again = new NetworkAgent(two, at(one, listener.address()))) {
                await().atMost(PATIENCE).until(() -> linked(listener, again));
            }
        }
    }

    @Test
    void aForgottenPeerIsCutAndAnAdmittedOneLinks() {
        try (NetworkAgent listener = new NetworkAgent(one, awaited(two));
                NetworkAgent dialler = new NetworkAgent(two, at(one, listener.address()))) {
            await().atMost(PATIENCE).until(() -> linked(listener, dialler));

            assertThat(listener.network.forget(two.author()).await()).isTrue();
            assertThat(listener.network.forget(two.author()).await()).isFalse();
            await().atMost(PATIENCE).until(() -> dialler.link(one.author()) < 0);
            assertThat(listener.network.peers()).isEmpty();

            listener.network.admit(two.author(), Optional.empty()).await();
            await().atMost(PATIENCE).until(() -> linked(listener, dialler));
        }
    }

    private static boolean linked(NetworkAgent left, NetworkAgent right) {
        return left.link(right.key()) > 0 && right.link(left.key()) > 0;
    }
}
