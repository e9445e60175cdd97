package dev.tributary.agent.identity;

import dev.tributary.agent.log.SeedSigner;
import dev.tributary.api.model.Bytes;
import java.util.Optional;

/** A seed as an unencrypted PKCS#8 private key: a fixed prefix and the 32 bytes (RFC 8410 section 7). */
final class Pkcs8 {
    private static final Bytes PREFIX = Bytes.ofHex("302e020100300506032b657004220420");

    private Pkcs8() {}

    static byte[] encode(Bytes seed) {
        byte[] encoded = new byte[PREFIX.size() + SeedSigner.SEED_SIZE];
        PREFIX.copyTo(encoded, 0);
        seed.copyTo(encoded, PREFIX.size());
        return encoded;
    }

    /** The seed; empty when these bytes are no Ed25519 key in this form. */
    static Optional<Bytes> decode(byte[] encoded) {
        Bytes bytes = Bytes.wrap(encoded);
        return bytes.size() == PREFIX.size() + SeedSigner.SEED_SIZE
                        && bytes.slice(0, PREFIX.size()).equals(PREFIX)
                ? Optional.of(bytes.slice(PREFIX.size(), SeedSigner.SEED_SIZE).compact())
                : Optional.empty();
    }
}
