package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The entries of a segment's hashes get into order. */
class HashEntriesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 257, 70_000})
    void areSortedAsSignedNumbers(int count) {
        SplittableRandom random = new SplittableRandom(count);
        HashEntries entries = new HashEntries();
        long[] expected = new long[count];
        for (int i = 0; i < count; i++) {
            int prefix = random.nextInt();
            entries.add(prefix, 1000L + i);
            expected[i] = (long) prefix << 32 | i;
        }
        Arrays.sort(expected);

        assertThat(entries.sorted()).isEqualTo(expected);
    }

    @Test
    void thatBeginAlikeStayAsTheyCame() {
        HashEntries entries = new HashEntries();
        for (long position : new long[] {5, 9, 7}) {
            entries.add(-3, position);
        }
        entries.add(Integer.MIN_VALUE, 6);
        entries.add(Integer.MAX_VALUE, 8);

        assertThat(entries.sorted())
                .containsExactly(
                        (long) Integer.MIN_VALUE << 32 | 1,
                        -3L << 32,
                        -3L << 32 | 4,
                        -3L << 32 | 2,
                        (long) Integer.MAX_VALUE << 32 | 3);
    }
}
