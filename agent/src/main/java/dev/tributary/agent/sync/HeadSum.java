package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Sums of heads: each head is SHA-256(author || seq || hash), sums are modulo 2^256 (PROTOCOL section 4). A sum takes
 * {@link #WORDS} words of an array, the most significant first. A sum, not an exclusive or: with that, whoever may
 * choose heads could solve for a set with any digest by linear algebra. Not safe for use by several threads at once.
 */
final class HeadSum {
    static final int WORDS = 4;
    static final int DIGEST_BYTES = 16;

    private final MessageDigest sha256 = sha256();

    /** What a head adds to a sum. */
    long[] term(AuthorHead head) {
        sha256.update(head.author().bytes().asBuffer());
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, head.seq()));
        sha256.update(head.hash().bytes().asBuffer());
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        return new long[] {hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()};
    }

    /** Adds a term to the sum that begins at {@code at}. */
    static void add(long[] sums, int at, long[] term) {
        long carry = 0;
        for (int i = WORDS - 1; i >= 0; i--) {
            long before = sums[at + i];
            long partial = before + term[i];
            long total = partial + carry;
            carry = Long.compareUnsigned(partial, before) < 0 || Long.compareUnsigned(total, partial) < 0 ? 1 : 0;
            sums[at + i] = total;
        }
    }

    /** Takes a term out of the sum that begins at {@code at}. */
    static void subtract(long[] sums, int at, long[] term) {
        long borrow = 0;
        for (int i = WORDS - 1; i >= 0; i--) {
            long before = sums[at + i];
            long partial = before - term[i];
            sums[at + i] = partial - borrow;
            borrow = Long.compareUnsigned(before, term[i]) < 0 || Long.compareUnsigned(partial, borrow) < 0 ? 1 : 0;
        }
    }

    /** SHA-256 of a sum and of the number of heads in it, cut to 16 bytes. */
    Bytes digest(long[] sums, int at, long count) {
        ByteBuffer buffer = ByteBuffer.allocate((WORDS + 1) * Long.BYTES);
        for (int i = 0; i < WORDS; i++) {
            buffer.putLong(sums[at + i]);
        }
        buffer.putLong(count);
        return Bytes.wrap(sha256.digest(buffer.array()), 0, DIGEST_BYTES).compact();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
