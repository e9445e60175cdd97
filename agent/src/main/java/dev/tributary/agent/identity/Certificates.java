package dev.tributary.agent.identity;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;

/**
 * What an agent shows in a TLS handshake: a self-signed X.509 certificate around its author key (RFC 8410). Only the
 * key in it means anything: names and dates are the same for every agent, so that a device with a wrong clock can
 * connect. Bouncy Castle builds it through its lightweight API; no security provider is registered.
 */
public final class Certificates {
    private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
    private static final Instant SINCE = Instant.parse("2000-01-01T00:00:00Z");

    /** "No well-defined expiration date" (RFC 5280 section 4.1.2.5). */
    private static final Instant UNTIL = Instant.parse("9999-12-31T23:59:59Z");

    /** What stands before the 32 bytes of the key in its SubjectPublicKeyInfo (RFC 8410 section 4). */
    private static final Bytes PUBLIC_PREFIX = Bytes.ofHex("302a300506032b6570032100");

    private Certificates() {}

    /** The certificate of {@code identity}: always the same bytes. */
    public static X509Certificate certificate(Identity identity) {
        byte[] key = identity.author().bytes().toArray();
        X500Name name = new X500Name("CN=tributary");
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                new BigInteger(1, key)
                        .shiftRight(Byte.SIZE * AuthorId.SIZE - Long.SIZE + 1)
                        .setBit(0),
                Date.from(SINCE),
                Date.from(UNTIL),
                name,
                new SubjectPublicKeyInfo(ED25519, key));
        try {
            byte[] encoded = builder.build(new Signer(identity)).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot read an Ed25519 certificate", e);
        }
    }

    /**
     * The private key in the form that the JDK's TLS engine takes: a {@code java.security.interfaces.EdECPrivateKey}.
     */
    public static PrivateKey privateKey(Identity identity) {
        try {
            // The provider is named: one that a host registered would give a key that the JDK's TLS does not take.
            return KeyFactory.getInstance("EdDSA", "SunEC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Pkcs8.encode(identity.seed())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime knows no Ed25519 keys", e);
        }
    }

    /** The author key that a certificate carries; empty when its key is of another kind. */
    public static Optional<AuthorId> author(X509Certificate certificate) {
        return author(certificate.getPublicKey().getEncoded());
    }

    /** The author key in an encoded SubjectPublicKeyInfo. */
    static Optional<AuthorId> author(byte @Nullable [] encoded) {
        if (encoded == null || encoded.length != PUBLIC_PREFIX.size() + AuthorId.SIZE) {
            return Optional.empty();
        }
        Bytes key = Bytes.wrap(encoded);
        return key.slice(0, PUBLIC_PREFIX.size()).equals(PUBLIC_PREFIX)
                ? Optional.of(new AuthorId(
                        key.slice(PUBLIC_PREFIX.size(), AuthorId.SIZE).compact()))
                : Optional.empty();
    }

    /** Collects the bytes to sign and signs them at the end, as Bouncy Castle's builder wants it. */
    private static final class Signer implements ContentSigner {
        private final Identity identity;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Signer(Identity identity) {
            this.identity = identity;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return ED25519;
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            return identity.signCertificate(content.toByteArray());
        }
    }
}
