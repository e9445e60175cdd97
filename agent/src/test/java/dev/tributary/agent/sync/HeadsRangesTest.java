package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HeadsRangesTest {
    private final OwnHeads own = new OwnHeads();
    private long counter;

    private void put(AuthorHead head) {
        own.put(head, ++counter);
    }

    /** A head whose author's key begins with these digits. */
    private static AuthorHead under(String digits, int number) {
        byte[] key = Bytes.ofHex(digits + "0".repeat(KeyPrefix.MAX_DIGITS - digits.length()))
                .toArray();
        key[31] = (byte) number;
        return new AuthorHead(
                new AuthorId(Bytes.wrap(key)),
                number,
                HeadsDigestTest.heads(number, 1).get(0).hash());
    }

    /** The same fingerprints, from the heads alone. */
    private static HeadsRange.Split fresh(Map<AuthorId, AuthorHead> heads, KeyPrefix prefix) {
        int present = 0;
        List<Byte> fingerprints = new ArrayList<>();
        for (int way = 0; way < KeyPrefix.WAYS; way++) {
            HeadsDigest digest = new HeadsDigest();
            KeyPrefix part = prefix.child(way);
            heads.values().stream().filter(head -> part.contains(head.author())).forEach(digest::add);
            if (digest.root().count() > 0) {
                present |= 1 << way;
                for (byte value : digest.root().digest().toArray()) {
                    fingerprints.add(value);
                }
            }
        }
        byte[] bytes = new byte[fingerprints.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = fingerprints.get(i);
        }
        return new HeadsRange.Split(prefix, present, Bytes.wrap(bytes));
    }

    @Test
    void fingerprintsFollowEveryChange() {
        Random random = new Random(5);
        Map<AuthorId, AuthorHead> expected = new HashMap<>();
        List<AuthorHead> heads = HeadsDigestTest.heads(5, 3_000);
        for (int round = 0; round < 6_000; round++) {
            AuthorHead head = heads.get(random.nextInt(heads.size()));
            if (round > 3_000 && random.nextInt(3) == 0) {
                own.remove(head.author());
                expected.remove(head.author());
            } else {
                AuthorHead newer = new AuthorHead(head.author(), 1 + round, head.hash());
                put(newer);
                expected.put(newer.author(), newer);
            }
        }

        HeadsDigest digest = new HeadsDigest();
        expected.values().forEach(digest::add);
        assertThat(own.root()).isEqualTo(digest.root());
        for (String digits : List.of("", "0", "7", "f", "00", "a5", "123", "ffff")) {
            KeyPrefix prefix = new KeyPrefix(digits);
            assertThat(own.ranges().split(prefix)).as(digits).isEqualTo(fresh(expected, prefix));
            assertThat(own.ranges().count(prefix)).as(digits).isEqualTo((int)
                    expected.keySet().stream().filter(prefix::contains).count());
            assertThat(own.ranges().heads(prefix)).allMatch(head -> prefix.contains(head.author()));
        }
    }

    @Test
    void keysThatBeginAlikeMakeALongPathAndNothingWorse() {
        String alike = "ab".repeat(30);
        Map<AuthorId, AuthorHead> expected = new HashMap<>();
        for (int number = 1; number <= 200; number++) {
            AuthorHead head = under(alike, number);
            put(head);
            expected.put(head.author(), head);
        }

        for (int digits : new int[] {0, 1, 59, 60, 61, 62, 63}) {
            KeyPrefix prefix = new KeyPrefix((alike + "0000").substring(0, digits));
            assertThat(own.ranges().split(prefix)).as(prefix.digits()).isEqualTo(fresh(expected, prefix));
        }
        assertThat(own.ranges().count(new KeyPrefix(alike))).isEqualTo(200);
        expected.keySet().forEach(own::remove);
        assertThat(own.ranges().split(KeyPrefix.ALL)).isEqualTo(new HeadsRange.Split(KeyPrefix.ALL, 0, Bytes.EMPTY));
        assertThat(own.root()).isEqualTo(new HeadsDigest().root());
    }

    @Test
    void theBoundsOfAPrefixEncloseItsKeys() {
        for (String digits : List.of("", "0", "f", "ff", "0f", "a0", "00ff", "f".repeat(64), "0".repeat(64))) {
            KeyPrefix prefix = new KeyPrefix(digits);
            put(new AuthorHead(new AuthorId(Bytes.ofHex((digits + "f".repeat(64)).substring(0, 64))), 1, hash()));
            put(new AuthorHead(new AuthorId(Bytes.ofHex((digits + "0".repeat(64)).substring(0, 64))), 1, hash()));
            assertThat(own.between(prefix.from(), prefix.to()).keySet())
                    .as(digits)
                    .isEqualTo(own.between(Optional.empty(), Optional.empty()).keySet().stream()
                            .filter(prefix::contains)
                            .collect(Collectors.toSet()));
        }
    }

    private static EventHash hash() {
        return HeadsDigestTest.heads(1, 1).get(0).hash();
    }
}
