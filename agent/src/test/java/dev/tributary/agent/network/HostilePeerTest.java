package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Down;
import dev.tributary.agent.network.LinkEvent.Opened;
import dev.tributary.agent.network.LinkEvent.Up;
import dev.tributary.agent.sync.SyncMessage.Bye;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Ping;
import dev.tributary.agent.sync.SyncMessage.Pong;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Strangers, garbage and peers that break the rules: closed within the limits, and the others go on. */
class HostilePeerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Identity one = NetworkAgent.identity(1);
    private final Identity two = NetworkAgent.identity(2);
    private final Identity three = NetworkAgent.identity(3);
    private final LimitsForTests limits = new LimitsForTests();

    private NetworkAgent agent(NetworkOptions.Peer... peers) {
        return new NetworkAgent(one, "127.0.0.1:0", limits.build(), peers);
    }

    private void goodPeerStillLinks(NetworkAgent agent) {
        try (NetworkAgent good = new NetworkAgent(two, at(one, agent.address()))) {
            await().atMost(PATIENCE).until(() -> agent.link(two.author()) > 0 && good.link(one.author()) > 0);
        }
    }

    @Test
    void aStrangerIsRefusedInTheHandshakeWithOneLogLineAndNothingIsTold() {
        try (NetworkAgent agent = agent(awaited(two));
                NetworkAgent stranger =
                        new NetworkAgent(three, "127.0.0.1:0", limits.build(), at(one, agent.address()))) {
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.STRANGER) >= 3);
            assertThat(agent.events).isEmpty();
            assertThat(stranger.told(Up.class)).isEmpty();
            assertThat(log.all())
                    .containsExactly("Refused 127.0.0.1: agent " + three.author()
                            + " is not among the peers; to admit it, run: tributary peers add " + three.author());
            await().atMost(PATIENCE)
                    .until(() -> stranger.network
                            .peers()
                            .get(0)
                            .reason()
                            .contains("it may not have this agent among its peers"));
            goodPeerStillLinks(agent);
        }
    }

    @Test
    void anotherAgentAtTheDialledAddressIsNoLink() {
        try (NetworkAgent other = new NetworkAgent(two, awaited(one));
                NetworkAgent agent = agent(awaited(two), at(three, other.address()))) {
            await().atMost(PATIENCE)
                    .until(() ->
                            !reason(agent, 1).isEmpty() || !reason(agent, 0).isEmpty());
            assertThat(reason(agent, 0) + reason(agent, 1))
                    .contains("answers as agent " + two.author() + ": correct the key or the address");
            assertThat(agent.events).isEmpty();
        }
    }

    @Test
    void anAgentThatDialsItselfDoesNotLink() {
        try (NetworkAgent agent = agent(awaited(two))) {
            agent.network.admit(three.author(), Optional.of(agent.address())).await();
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.HANDSHAKE) > 0);
            await().atMost(PATIENCE)
                    .until(() -> (reason(agent, 0) + reason(agent, 1)).contains("the key is this agent's own"));
            assertThat(agent.events).isEmpty();
        }
    }

    @Test
    void garbageInPlaceOfAHandshakeIsClosed() throws IOException {
        try (NetworkAgent agent = agent(awaited(two));
                Socket garbage = RawPeer.plain(agent.address(), "127.0.0.1")) {
            garbage.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(RawPeer.isClosed(garbage)).isTrue();
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.HANDSHAKE) == 1);
            assertThat(agent.events).isEmpty();
            goodPeerStillLinks(agent);
        }
    }

    @Test
    void halfOpenHandshakesAreTakenUpToTheLimitAndEndInTime() throws IOException {
        limits.handshakeMillis = 3_000;
        List<Socket> open = new ArrayList<>();
        try (NetworkAgent agent = agent(awaited(two))) {
            for (int number = 0; number < 32; number++) {
                open.add(RawPeer.plain(agent.address(), "127.0.0." + (10 + number / 8)));
            }
            try (Socket tooMany = RawPeer.plain(agent.address(), "127.0.0.99")) {
                assertThat(RawPeer.isClosed(tooMany)).isTrue();
            }
            assertThat(agent.refused(Refusal.HALF_OPEN_LIMIT)).isEqualTo(1);
            assertThat(agent.refused(Refusal.ADDRESS_LIMIT)).isZero();
            for (Socket socket : open) {
                assertThat(RawPeer.isClosed(socket)).isTrue();
            }
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.HANDSHAKE) == 32);
            goodPeerStillLinks(agent);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void oneAddressGetsAsManySocketsAsTheLimitSays() throws IOException {
        List<Socket> open = new ArrayList<>();
        try (NetworkAgent agent = agent(awaited(two))) {
            for (int number = 0; number < 8; number++) {
                open.add(RawPeer.plain(agent.address(), "127.0.0.9"));
            }
            try (Socket tooMany = RawPeer.plain(agent.address(), "127.0.0.9")) {
                assertThat(RawPeer.isClosed(tooMany)).isTrue();
            }
            assertThat(agent.refused(Refusal.ADDRESS_LIMIT)).isEqualTo(1);
            goodPeerStillLinks(agent);
            open.remove(0).close();
            await().atMost(PATIENCE).until(() -> {
                open.add(RawPeer.plain(agent.address(), "127.0.0.9"));
                return agent.refused(Refusal.ADDRESS_LIMIT) == 1;
            });
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void moreBoxesThanThatLinkFromOneAddressOnceEachHasProvenItsKey() {
        List<Identity> boxes =
                IntStream.range(10, 20).mapToObj(NetworkAgent::identity).toList();
        List<NetworkAgent> linked = new ArrayList<>();
        NetworkOptions.Peer[] awaited =
                boxes.stream().map(NetworkAgent::awaited).toArray(NetworkOptions.Peer[]::new);
        try (NetworkAgent agent = agent(awaited)) {
            for (Identity box : boxes) {
                linked.add(new NetworkAgent(box, NetworkAgent.at(agent.identity, agent.address())));
            }
            await().atMost(PATIENCE).until(() -> agent.told(LinkEvent.Up.class).size() == boxes.size());
            assertThat(agent.refused(Refusal.ADDRESS_LIMIT)).isZero();
            assertThat(agent.told(LinkEvent.Down.class)).isEmpty();
        } finally {
            linked.forEach(NetworkAgent::close);
        }
    }

    @Test
    void aPeerThatSaysNothingAfterTheHandshakeIsCut() throws IOException, GeneralSecurityException {
        limits.firstFrameMillis = 300;
        try (NetworkAgent agent = agent(awaited(two));
                RawPeer silent = new RawPeer(two, agent.address())) {
            assertThat(silent.read()).isEqualTo(OwnWord.beside(NetworkAgent.HELLO));
            assertThat(silent.readBye()).isEqualTo("no hello came within 300 ms");
            assertThat(RawPeer.isClosed(silent.socket())).isTrue();
            await().atMost(PATIENCE).until(() -> agent.told(Opened.class).size() == 1);
            assertThat(agent.told(Up.class)).isEmpty();
            await().atMost(PATIENCE).until(() -> agent.told(Down.class).size() == 1);
            assertThat(agent.refused(Refusal.SILENT)).isEqualTo(1);
        }
    }

    @Test
    void anEndlessFrameCutsTheLinkAndKeepsThePeerAway() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = agent(awaited(two))) {
            try (RawPeer liar = new RawPeer(two, agent.address())) {
                liar.send(NetworkAgent.HELLO);
                liar.send(Buffer.buffer().appendInt(Integer.MIN_VALUE));
                assertThat(liar.readBye()).contains("a frame of 2147483648 bytes, more than 524288");
                assertThat(RawPeer.isClosed(liar.socket())).isTrue();
            }
            await().atMost(PATIENCE).until(() -> agent.told(Down.class).size() == 1);
            assertThat(agent.refused(Refusal.RULES)).isEqualTo(1);
            try (RawPeer again = new RawPeer(two, agent.address())) {
                assertThat(again.readBye()).startsWith("kept away for ").endsWith(" s for breaking the protocol");
            }
            assertThat(agent.told(Opened.class)).hasSize(1);
            assertThat(agent.refused(Refusal.PENALTY)).isEqualTo(1);
        }
    }

    @Test
    void aFrameOfOneByteTooMuchCutsTheLink() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = agent(awaited(two));
                RawPeer liar = new RawPeer(two, agent.address())) {
            liar.send(NetworkAgent.HELLO);
            liar.send(Buffer.buffer().appendInt(512 * 1024 + 1));
            assertThat(liar.readBye()).contains("a frame of 524289 bytes");
        }
    }

    @Test
    void twoMalformedFramesAreForgivenAndTheThirdCuts() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = agent(awaited(two));
                RawPeer sloppy = new RawPeer(two, agent.address())) {
            sloppy.send(NetworkAgent.HELLO);
            sloppy.send(FrameType.PING.code(), new byte[] {0});
            sloppy.send(FrameType.PING.code(), new byte[] {0});
            sloppy.send(new Ping(7));
            awaitPong(sloppy, 7);
            sloppy.send(FrameType.REQUEST.code(), new byte[] {1});
            assertThat(sloppy.readBye())
                    .isEqualTo("the peer sent 3 malformed frames, the last one request: an array is missing");
            assertThat(agent.network.peers().get(0).reason()).contains("3 malformed frames");
        }
    }

    @Test
    void unknownFramesAreSkippedUnlessTheyMustBeUnderstood() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = agent(awaited(two));
                RawPeer modern = new RawPeer(two, agent.address())) {
            modern.send(NetworkAgent.HELLO);
            modern.send(0x7f, new byte[100_000]);
            modern.send(new Ping(9));
            awaitPong(modern, 9);
            await().atMost(PATIENCE).until(() -> agent.messages(Hello.class).size() == 1);
            assertThat(agent.network.frames()).contains(new FrameBytes("unknown", 100_005, 0));
            modern.send(0x80, new byte[1]);
            assertThat(modern.readBye()).contains("must be understood");
        }
    }

    @Test
    void aPeerThatFallsSilentIsCutAndOneThatAnswersIsNot() throws IOException, GeneralSecurityException {
        limits.idleMillis = 1_000;
        limits.pingMillis = 200;
        try (NetworkAgent agent = agent(awaited(two), awaited(three));
                NetworkAgent good = new NetworkAgent(three, "127.0.0.1:0", limits.build(), at(one, agent.address()))) {
            await().atMost(PATIENCE).until(() -> agent.link(three.author()) > 0);
            try (RawPeer silent = new RawPeer(two, agent.address())) {
                silent.send(NetworkAgent.HELLO);
                assertThat(silent.readBye()).isEqualTo("nothing came for 1000 ms");
            }
            await().during(Duration.ofMillis(1500)).atMost(PATIENCE).until(() -> agent.link(three.author()) == 1);
            assertThat(good.told(Down.class)).isEmpty();
        }
    }

    @Test
    void linksAreTakenUpToTheLimit() throws IOException, GeneralSecurityException {
        limits.links = 1;
        try (NetworkAgent agent = agent(awaited(two), awaited(three));
                RawPeer first = new RawPeer(two, agent.address())) {
            first.send(NetworkAgent.HELLO);
            await().atMost(PATIENCE).until(() -> agent.link(two.author()) > 0);
            try (RawPeer second = new RawPeer(three, agent.address())) {
                assertThat(second.readBye()).isEqualTo("this agent has all the links that it may have");
            }
            assertThat(agent.refused(Refusal.LINK_LIMIT)).isEqualTo(1);
            first.send(new Ping(1));
            awaitPong(first, 1);
        }
    }

    @Test
    void theNewerLinkOfAnAgentReplacesTheOlder() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = agent(awaited(two));
                RawPeer older = new RawPeer(two, agent.address())) {
            older.send(NetworkAgent.HELLO);
            await().atMost(PATIENCE).until(() -> agent.link(two.author()) == 1);
            try (RawPeer newer = new RawPeer(two, agent.address())) {
                newer.send(NetworkAgent.HELLO);
                assertThat(older.readBye()).isEqualTo("there is a newer link between us");
                await().atMost(PATIENCE).until(() -> agent.link(two.author()) == 2);
                List<Long> ids = agent.events.stream().map(LinkEvent::link).toList();
                assertThat(ids).isSorted();
            }
        }
    }

    @Test
    void whatAPeerSaysInItsGoodbyeIsCleanedForTheLog() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = agent(awaited(two));
                RawPeer rude = new RawPeer(two, agent.address())) {
            rude.send(NetworkAgent.HELLO);
            rude.send(new Bye("a\nb"));
            await().atMost(PATIENCE).until(() -> !agent.told(Down.class).isEmpty());
            assertThat(agent.told(Down.class).get(0).reason()).isEqualTo("the peer says: a?b");
            assertThat(RawPeer.isClosed(rude.socket())).isTrue();
        }
    }

    private static void awaitPong(RawPeer peer, long token) throws IOException {
        while (!peer.read().equals(new Pong(token))) {
            // The agent's own greeting and pings come in between.
        }
    }

    private static String reason(NetworkAgent agent, int peer) {
        return agent.network.peers().get(peer).reason();
    }
}
