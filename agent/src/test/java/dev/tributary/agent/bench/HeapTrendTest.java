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
                double peak = minute % HeapTrend.WINDOW == 0 ? 0 : 40;
                trend.add(minute / 60.0, 100 + 10 * life + 2 * minute / 60.0 + peak);
            }
        }
        HeapTrend.Slope slope = trend.slope();
        assertThat(slope.perHour()).isCloseTo(100 * 2 / 110.4, within(0.05));
        assertThat(slope.error()).isCloseTo(0, within(1e-6));
    }

    @Test
    void aHeapThatOnlySwingsHasNoSlopeWithinItsError() {
        trend.newLife();
        for (int second = 0; second < 3_600; second += 10) {
            trend.add(second / 3_600.0, 100 + 5 * Math.sin(second));
        }
        HeapTrend.Slope slope = trend.slope();
        assertThat(Math.abs(slope.perHour())).isLessThan(2 * slope.error());
    }

    @Test
    void withoutTwoWindowsOfOneLifeThereIsNoSlope() {
        for (int life = 0; life < 2; life++) {
            trend.newLife();
            for (int i = 0; i < 2 * HeapTrend.WINDOW - 1; i++) {
                trend.add(i, 1 + life + i);
            }
        }
        assertThat(trend.slope().perHour()).isNaN();
    }
}
