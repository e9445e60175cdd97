package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What is made of when bytes come. */
class PaceTest {
    private final Pace pace = new Pace(SyncLimits.STANDARD);

    @Test
    void aBurstThatTheSenderHadSavedUpDoesNotPassForItsRate() {
        pace.begins(0);
        pace.arrived(16_384, 1);
        // A quarter of a second's worth at once, then 1,250,000 bytes a second.
        for (int now = 2; now <= 6; now++) {
            pace.arrived(60_000, now);
        }
        for (int now = 50; now <= 1_500; now += 25) {
            pace.arrived(31_250, now);
        }
        assertThat(pace.rate(1_500)).isCloseTo(1_250_000, Percentage.withPercentage(20));
    }

    @Test
    void aRateThatFallsIsFollowedWithinSeconds() {
        pace.begins(0);
        for (int now = 1; now <= 5_000; now += 20) {
            pace.arrived(20_000, now);
        }
        assertThat(pace.rate(5_000)).isCloseTo(1_000_000, Percentage.withPercentage(10));
        for (int now = 5_020; now <= 9_000; now += 20) {
            pace.arrived(2_000, now);
        }
        assertThat(pace.rate(9_000)).isCloseTo(100_000, Percentage.withPercentage(40));
    }
}
