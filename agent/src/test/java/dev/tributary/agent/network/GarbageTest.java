package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Ping;
import dev.tributary.agent.sync.SyncMessage.Pong;
import dev.tributary.agent.sync.SyncMessage.Root;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no agent, or not a sane one, is told so and closed at once, not when a deadline comes. */
class GarbageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Far below every deadline of a link: 5 s for the first frame, 10 s for the handshake. */
    private static final Duration AT_ONCE = Duration.ofMillis(1_500);

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Identity one = NetworkAgent.identity(1);
    private final Identity two = NetworkAgent.identity(2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: agent\r\n\r\n",
                "SSH-2.0-client\r\n",
                "\u0000\u0000\u0000\u0001\u0001\u0000"
            })
    void whoDoesNotSpeakTlsIsClosedAtOnce(String words) throws IOException {
        try (NetworkAgent agent = new NetworkAgent(one, awaited(two));
                Socket stranger = RawPeer.plain(agent.address(), "127.0.0.1")) {
            long begun = System.nanoTime();
            stranger.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(RawPeer.isClosed(stranger)).isTrue();
            assertThat(since(begun)).isLessThan(AT_ONCE);
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.HANDSHAKE) == 1);
            assertThat(agent.events).isEmpty();
        }
    }

    @Test
    void whoShowsNoCertificateIsClosedAtOnce() throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(null, new TrustManager[] {new PeerTrust(two.author(), key -> true)}, null);
        try (NetworkAgent agent = new NetworkAgent(one, awaited(two));
                Socket plain = RawPeer.plain(agent.address(), "127.0.0.1");
                SSLSocket stranger = (SSLSocket) tls.getSocketFactory().createSocket(plain, "agent", 0, true)) {
            long begun = System.nanoTime();
            stranger.startHandshake();
            assertThat(RawPeer.isClosed(stranger)).isTrue();
            assertThat(since(begun)).isLessThan(AT_ONCE);
            await().atMost(PATIENCE).until(() -> agent.refused(Refusal.HANDSHAKE) == 1);
        }
    }

    @Test
    void aMalformedFirstFrameIsAnsweredWithAGoodbyeAtOnce() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = new NetworkAgent(one, awaited(two));
                RawPeer peer = new RawPeer(two, agent.address())) {
            long begun = System.nanoTime();
            peer.send(FrameType.HELLO.code(), new byte[] {0});
            assertThat(peer.readBye())
                    .isEqualTo("the peer sent a malformed frame in front of its hello: hello: an array is missing");
            assertThat(RawPeer.isClosed(peer.socket())).isTrue();
            assertThat(since(begun)).isLessThan(AT_ONCE);
            assertThat(agent.refused(Refusal.RULES)).isEqualTo(1);
            assertThat(agent.told(LinkEvent.Up.class)).isEmpty();
        }
    }

    @Test
    void whateverComesInFrontOfHelloEndsTheLinkExceptPings() throws IOException, GeneralSecurityException {
        try (NetworkAgent agent = new NetworkAgent(one, awaited(two));
                RawPeer peer = new RawPeer(two, agent.address())) {
            peer.send(new Ping(1));
            while (!peer.read().equals(new Pong(1))) {
                // Its own greeting comes in between.
            }
            assertThat(agent.told(LinkEvent.Up.class)).isEmpty();
            peer.send(new AdvertiseRoot(Frames.SPACE, new Root(0, Frames.filled(0, 16)), 0));
            assertThat(peer.readBye()).isEqualTo("the peer sent a frame in front of its hello: advertise_root");
            assertThat(agent.told(LinkEvent.Received.class)).isEmpty();
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
