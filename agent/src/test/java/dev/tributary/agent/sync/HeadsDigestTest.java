package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadsDigestTest {
    @Test
    void isTheSumOfTheHashesOfAllHeadsAndTheirNumber() throws Exception {
        List<AuthorHead> heads = heads(1, 500);
        HeadsDigest digest = new HeadsDigest();
        heads.forEach(digest::add);

        assertThat(digest.root()).isEqualTo(new SyncMessage.Root(500, byTheBook(heads)));
    }

    @Test
    void doesNotDependOnTheOrder() {
        List<AuthorHead> heads = heads(2, 300);
        HeadsDigest one = new HeadsDigest();
        heads.forEach(one::add);
        List<AuthorHead> shuffled = new ArrayList<>(heads);
        Collections.shuffle(shuffled, new Random(3));
        HeadsDigest other = new HeadsDigest();
        shuffled.forEach(other::add);

        assertThat(one.root()).isEqualTo(other.root());
    }

    @Test
    void forgetsWhatIsRemoved() {
        List<AuthorHead> kept = heads(4, 200);
        List<AuthorHead> gone = heads(5, 200);
        HeadsDigest digest = new HeadsDigest();
        gone.forEach(digest::add);
        kept.forEach(digest::add);
        gone.forEach(digest::remove);
        HeadsDigest fresh = new HeadsDigest();
        kept.forEach(fresh::add);

        assertThat(digest.root()).isEqualTo(fresh.root());
    }

    @Test
    void tellsNothingFromOneHead() {
        HeadsDigest none = new HeadsDigest();
        HeadsDigest one = new HeadsDigest();
        one.add(heads(6, 1).get(0));

        assertThat(none.root()).isNotEqualTo(one.root());
        assertThat(none.root().count()).isZero();
    }

    /** The rule as PROTOCOL states it, with the JDK's big numbers. */
    private static Bytes byTheBook(List<AuthorHead> heads) throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (AuthorHead head : heads) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(head.author().bytes().toArray());
            sha256.update(ByteBuffer.allocate(8).putLong(head.seq()).array());
            sum = sum.add(new BigInteger(1, sha256.digest(head.hash().bytes().toArray())));
        }
        byte[] all = sum.mod(BigInteger.ONE.shiftLeft(256)).toByteArray();
        byte[] last32 = new byte[32];
        int size = Math.min(32, all.length);
        System.arraycopy(all, all.length - size, last32, 32 - size, size);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(last32);
        byte[] digest =
                sha256.digest(ByteBuffer.allocate(8).putLong(heads.size()).array());
        return Bytes.of(Arrays.copyOf(digest, 16));
    }

    static List<AuthorHead> heads(long seed, int count) {
        Random random = new Random(seed);
        List<AuthorHead> heads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] author = new byte[AuthorId.SIZE];
            byte[] hash = new byte[EventHash.SIZE];
            random.nextBytes(author);
            random.nextBytes(hash);
            heads.add(new AuthorHead(
                    new AuthorId(Bytes.of(author)), 1 + random.nextInt(1_000_000), new EventHash(Bytes.of(hash))));
        }
        return heads;
    }
}
