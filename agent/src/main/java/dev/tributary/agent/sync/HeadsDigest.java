package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The root over a set of heads, kept up to date one head at a time: SHA-256 of the sum of SHA-256(author || seq ||
 * hash) modulo 2^256 and the number of heads, cut to 16 bytes (PROTOCOL section 4). A sum, not an exclusive or: with
 * that, whoever may choose heads could solve for a set with any digest by linear algebra.
 */
public final class HeadsDigest {
    private static final int WORDS = 4;
    private static final int DIGEST_BYTES = 16;

    private final MessageDigest sha256 = sha256();
    private final long[] sum = new long[WORDS];
    private long count;

    /** Takes a head in. */
    public void add(AuthorHead head) {
        long[] term = term(head);
        long carry = 0;
        for (int i = WORDS - 1; i >= 0; i--) {
            long partial = sum[i] + term[i];
            long total = partial + carry;
            carry = (Long.compareUnsigned(partial, sum[i]) < 0 || Long.compareUnsigned(total, partial) < 0) ? 1 : 0;
            sum[i] = total;
        }
        count++;
    }

    /** Takes a head out that was put in before. */
    public void remove(AuthorHead head) {
        long[] term = term(head);
        long borrow = 0;
        for (int i = WORDS - 1; i >= 0; i--) {
            long partial = sum[i] - term[i];
            long total = partial - borrow;
            borrow = (Long.compareUnsigned(sum[i], term[i]) < 0 || Long.compareUnsigned(partial, borrow) < 0) ? 1 : 0;
            sum[i] = total;
        }
        count--;
    }

    /** The root over what is in. */
    public Root root() {
        ByteBuffer buffer = ByteBuffer.allocate((WORDS + 1) * Long.BYTES);
        for (long word : sum) {
            buffer.putLong(word);
        }
        buffer.putLong(count);
        return new Root(
                count,
                Bytes.wrap(sha256.digest(buffer.array()), 0, DIGEST_BYTES).compact());
    }

    private long[] term(AuthorHead head) {
        sha256.update(head.author().bytes().asBuffer());
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, head.seq()));
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest(head.hash().bytes().toArray()));
        return new long[] {hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong()};
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
