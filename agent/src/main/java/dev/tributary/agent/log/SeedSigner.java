package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs with an Ed25519 private key (RFC 8032 section 5.1.5) that is kept in memory. Safe from any thread. */
public final class SeedSigner implements EventSigner {
    /** The bytes of a private key. */
    public static final int SEED_SIZE = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final AuthorId author;

    /**
     * Signs in the name of the author whose private key is {@code seed}.
     *
     * @param seed exactly 32 secret random bytes
     */
    public SeedSigner(Bytes seed) {
        if (seed.size() != SEED_SIZE) {
            throw new IllegalArgumentException("a private key has " + SEED_SIZE + " bytes, this has " + seed.size());
        }
        this.seed = seed.toArray();
        Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
        this.author = new AuthorId(Bytes.of(publicKey));
    }

    @Override
    public AuthorId author() {
        return author;
    }

    @Override
    public Bytes sign(EventHash hash) {
        byte[] text = SignedText.room();
        SignedText.put(hash, text);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, text, 0, text.length, signature, 0);
        return Bytes.wrap(signature);
    }

    /** Names the author, never the key. */
    @Override
    public String toString() {
        return "signer of " + author;
    }
}
