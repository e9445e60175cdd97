package dev.tributary.agent.network;

import dev.tributary.agent.identity.Certificates;
import dev.tributary.api.model.AuthorId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a certificate for the author key in it and for nothing else: a key that is not among the peers fails in the
 * handshake. TLS itself proves that the other side holds the key; names, dates and chains mean nothing here.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final AuthorId self;
    private final Predicate<AuthorId> peers;

    PeerTrust(AuthorId self, Predicate<AuthorId> peers) {
        this.self = self;
        this.peers = peers;
    }

    /** The other side is an agent whose key is not among the peers. */
    static final class StrangerException extends CertificateException {
        private static final long serialVersionUID = 1;

        private final String key;

        StrangerException(AuthorId key) {
            super("agent " + key + " is not among the peers");
            this.key = key.hex();
        }

        /** 64 hexadecimal digits. */
        String key() {
            return key;
        }
    }

    /** The stranger that made a handshake fail; null when it failed for another reason. */
    static @Nullable StrangerException stranger(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StrangerException stranger) {
                return stranger;
            }
        }
        return null;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a peer shows one certificate, not " + chain.length);
        }
        Optional<AuthorId> author = Certificates.author(chain[0]);
        if (author.isEmpty()) {
            throw new CertificateException("the certificate carries no Ed25519 key");
        }
        if (author.get().equals(self)) {
            throw new CertificateException("the key is this agent's own: an address leads back to it");
        }
        if (!peers.test(author.get())) {
            throw new StrangerException(author.get());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
