package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** One slope for lives that begin at different heights. */
class HeapTrendTest {
    private final HeapTrend trend = new HeapTrend();

    @Test
    void livesOfDifferentHeightsHaveOneSlope() {
        for (int life = 0; life < 3; life++) {
            trend.newLife();
            for (int minute = 0; minute < 30; minute++) {
                trend.add(minute / 60.0, 100 + 10 * life + 2 * minute / 60.0);
            }
        }
        HeapTrend.Slope slope = trend.slope();
        assertThat(slope.perHour()).isCloseTo(100 * 2 / 110.5, within(0.05));
        assertThat(slope.error()).isCloseTo(0, within(1e-6));
    }

    @Test
    void aHeapThatOnlySwingsHasNoSlopeWithinItsError() {
        trend.newLife();
        for (int minute = 0; minute < 60; minute++) {
            trend.add(minute / 60.0, 100 + 5 * Math.sin(minute));
        }
        HeapTrend.Slope slope = trend.slope();
        assertThat(Math.abs(slope.perHour())).isLessThan(2 * slope.error());
    }

    @Test
    void withoutTwoPointsOfOneLifeThereIsNoSlope() {
        trend.newLife();
        trend.add(0, 1);
        trend.newLife();
        trend.add(1, 5);
        assertThat(trend.slope().perHour()).isNaN();
    }
}
