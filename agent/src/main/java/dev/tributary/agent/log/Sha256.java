package dev.tributary.agent.log;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The JDK's SHA-256, used again and again without an allocation. Not safe for use by several threads at once. */
final class Sha256 {
    static final int SIZE = 32;

    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256, this one does not", e);
        }
    }

    /** Writes the hash of a part of {@code source} to {@code target}. */
    void hash(byte[] source, int from, int length, byte[] target, int at) {
        digest.update(source, from, length);
        try {
            digest.digest(target, at, SIZE);
        } catch (DigestException e) {
            throw new IllegalStateException("no room for a hash", e);
        }
    }
}
