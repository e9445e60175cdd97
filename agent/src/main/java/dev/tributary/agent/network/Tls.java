package dev.tributary.agent.network;

import dev.tributary.agent.identity.Certificates;
import dev.tributary.agent.identity.Identity;
import dev.tributary.api.model.AuthorId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 and nothing older, mutual, keys instead of names, by the JDK's engine. The handler is put into the socket's
 * pipeline here and not by Vert.x: its server starts the handshake before anybody may count the socket, builds its
 * context while the first socket's bytes already arrive, and loses the order of the cipher suites. Netty's own context
 * is not used either: it reads the JDK's list of authorities and tries out a PEM key before it makes its first engine,
 * half of the time that an agent takes to start. The JDK's provider is named, so that one which a host registered is
 * not used by accident.
 */
final class Tls {
    /** AES-128 first is half as fast again as the JDK's order. */
    private static final List<String> SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384");

    private static final String PROTOCOL = "TLSv1.3";
    private static final String PROVIDER = "SunJSSE";
    private static final String HANDLER = "ssl";

    private final SSLContext engines;
    private final long handshakeMillis;

    /** Slow, not for an event loop: reads entropy and loads the engine. */
    Tls(Identity identity, Predicate<AuthorId> peers, long handshakeMillis) throws GeneralSecurityException {
        KeyManager[] key = {new OwnKey(identity)};
        TrustManager[] trust = {new PeerTrust(identity.author(), peers)};
        this.engines = SSLContext.getInstance(PROTOCOL, PROVIDER);
        engines.init(key, trust, new SecureRandom());
        this.handshakeMillis = handshakeMillis;
    }

    /** Shakes hands on a socket that this agent accepted. */
    Future<Void> accepted(NetSocket socket, Context context) {
        return handshake(false, socket, context);
    }

    /** Shakes hands on a socket that this agent dialled. The other side may still refuse this agent's key. */
    Future<Void> dialled(NetSocket socket, Context context) {
        return handshake(true, socket, context);
    }

    /**
     * The socket is paused when the future completes on {@code context}, so that its first bytes wait for a handler.
     */
    private Future<Void> handshake(boolean dialled, NetSocket socket, Context context) {
        socket.pause();
        ChannelHandlerContext channel = ((NetSocketInternal) socket).channelHandlerContext();
        SslHandler handler = new SslHandler(engine(dialled, socket));
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        Promise<Void> done = Promise.promise();
        handler.handshakeFuture()
                .addListener(shaken -> context.runOnContext(turn -> {
                    if (shaken.isSuccess()) {
                        done.complete();
                    } else {
                        done.fail(shaken.cause());
                    }
                }));
        channel.pipeline().addFirst(HANDLER, handler);
        return done.future();
    }

    /** The key says who is there, so no name is verified. */
    private SSLEngine engine(boolean dialled, NetSocket socket) {
        SSLEngine engine = engines.createSSLEngine(
                socket.remoteAddress().host(), socket.remoteAddress().port());
        engine.setUseClientMode(dialled);
        engine.setNeedClientAuth(!dialled);
        engine.setEnabledProtocols(new String[] {PROTOCOL});
        engine.setEnabledCipherSuites(SUITES.toArray(String[]::new));
        return engine;
    }

    /**
     * Who is at the other end. The caller checks it against the peers again: a resumed session does not ask the trust
     * manager, and a peer may have been removed since.
     */
    static Optional<AuthorId> peer(NetSocket socket) {
        SSLSession session = socket.sslSession();
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length == 1 && chain[0] instanceof X509Certificate certificate
                    ? Certificates.author(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
