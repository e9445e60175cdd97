package dev.tributary.agent.identity;

import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.SuccessorEvent;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The key pair of one author: signs its events and proves to peers who it is. Immutable; safe from any thread. Its text
 * form names the author and never the secret.
 */
public final class Identity {
    private final Bytes seed;
    private final SeedSigner signer;

    private Identity(Bytes seed) {
        this.seed = seed;
        this.signer = new SeedSigner(seed);
    }

    /** A new identity. */
    public static Identity generate(SecureRandom random) {
        byte[] seed = new byte[SeedSigner.SEED_SIZE];
        random.nextBytes(seed);
        return new Identity(Bytes.wrap(seed));
    }

    /** The identity of a 32-byte Ed25519 seed (RFC 8032 section 5.1.5). */
    public static Identity ofSeed(Bytes seed) {
        return new Identity(seed.compact());
    }

    /** The public key, which names the author. */
    public AuthorId author() {
        return signer.author();
    }

    /** Signs events in the name of the author. */
    public EventSigner signer() {
        return signer;
    }

    /** Signs bytes as they are; only for what begins like no event: the certificate and the word for a successor. */
    byte[] signCertificate(byte[] content) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed.toArray(), 0, content, 0, content.length, signature, 0);
        return signature;
    }

    /** This key's word that {@code successor} goes on for it in {@code space}. */
    public Bytes signSuccessor(SpaceId space, AuthorId successor) {
        return Bytes.wrap(signCertificate(SuccessorEvent.text(space, author(), successor)));
    }

    /** The secret. It goes into the identity file and the TLS engine, nowhere else. */
    Bytes seed() {
        return seed;
    }

    @Override
    public String toString() {
        return "identity of " + author();
    }
}
