package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Opened;
import dev.tributary.agent.network.LinkEvent.Up;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.api.model.SpaceId;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers of another protocol or another space: both sides say why, nobody is punished, and it is tried again. */
class MismatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Hello NEWER = NetworkAgent.hello(2, Frames.SPACE);
    private static final SpaceId ELSEWHERE = new SpaceId(Frames.filled(0xb7, 32));
    private static final String UPDATE = "the other side speaks protocol 2, this agent speaks 1: update one of them";

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Identity one = NetworkAgent.identity(1);
    private final Identity two = NetworkAgent.identity(2);

    @Test
    void aNewerProtocolIsToldSoWhateverFollowsItsHelloAndMayComeBackAtOnce()
            throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = new NetworkAgent(one, awaited(two))) {
            try (RawPeer newer = new RawPeer(two, agent.address())) {
                Buffer unreadable =
                        Buffer.buffer().appendInt(3).appendByte((byte) 0xc8).appendBytes(new byte[3]);
                newer.send(newer.encoded(NEWER).appendBuffer(unreadable));
                assertThat(newer.readBye()).isEqualTo(UPDATE);
                assertThat(RawPeer.isClosed(newer.socket())).isTrue();
            }
            await().atMost(PATIENCE).until(() -> reason(agent).equals(UPDATE));
            assertThat(agent.told(Up.class)).isEmpty();
            assertThat(agent.refused(Refusal.MISMATCH)).isEqualTo(1);
            assertThat(agent.refused(Refusal.RULES)).isZero();
            try (RawPeer updated = new RawPeer(two, agent.address())) {
                updated.send(NetworkAgent.HELLO);
                await().atMost(PATIENCE).until(() -> agent.link(two.author()) > 0);
            }
            assertThat(agent.refused(Refusal.PENALTY)).isZero();
            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void whoDialsANewerProtocolTriesAtTheUsualPaceAndLinksOnceOneIsUpdated() {
        LimitsForTests limits = new LimitsForTests();
        limits.dial = new Backoff(50, 1_000);
        try (NetworkAgent newer = new NetworkAgent(one, awaited(two))) {
            newer.hello = NEWER;
            try (NetworkAgent agent = new NetworkAgent(two, "127.0.0.1:0", limits.build(), at(one, newer.address()))) {
                await().atMost(PATIENCE).until(() -> agent.told(Opened.class).size() >= 6);
                int tried = agent.told(Opened.class).size();
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> true);
                assertThat(agent.told(Opened.class).size() - tried).isBetween(1, 12);
                assertThat(agent.told(Up.class)).isEmpty();
                await().atMost(PATIENCE).until(() -> reason(agent).equals(UPDATE));
                await().atMost(PATIENCE).until(() -> reason(newer).equals("the peer says: " + UPDATE));
                newer.hello = NetworkAgent.HELLO;
                await().atMost(PATIENCE).until(() -> agent.link(one.author()) > 0 && newer.link(two.author()) > 0);
            }
        }
    }

    @Test
    void aPeerInAnotherSpaceHearsWhichAndIsNotKeptAway() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = new NetworkAgent(one, awaited(two));
                RawPeer stray = new RawPeer(two, agent.address())) {
            stray.send(NetworkAgent.hello(1, ELSEWHERE));
            assertThat(stray.readBye())
                    .isEqualTo("the other side is in space " + ELSEWHERE.brief() + ", this agent in "
                            + Frames.SPACE.brief() + ": start both with the same space.id");
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.MISMATCH) == 1);
            assertThat(agent.refused(Refusal.RULES)).isZero();
        }
    }

    private static String reason(NetworkAgent agent) {
        return agent.network.peers().get(0).reason();
    }
}
