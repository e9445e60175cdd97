package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureBreakerTest {
    @Test
    void opensAtTheMostWithinTheWindow() {
        FailureBreaker breaker = new FailureBreaker(3, 100);

        assertThat(breaker.opens(0)).isFalse();
        assertThat(breaker.opens(50)).isFalse();
        assertThat(breaker.opens(99)).isTrue();
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        FailureBreaker breaker = new FailureBreaker(3, 100);

        for (long now = 0; now < 10_000; now += 50) {
            assertThat(breaker.opens(now)).isFalse();
        }
    }

    @Test
    void clocksMayBeNegative() {
        FailureBreaker breaker = new FailureBreaker(2, 100);

        assertThat(breaker.opens(Long.MAX_VALUE - 10)).isFalse();
        assertThat(breaker.opens(Long.MIN_VALUE + 10)).isTrue();
    }
}
