package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** How much is under way on links of every kind; a pure model of a link with a queue at its narrow place. */
class FlightTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    private final Flight flight = new Flight();
    private final ArrayDeque<Under> under = new ArrayDeque<>();
    private long now = SECOND;
    private long freeAt;
    private long delivered;
    private long longestQueue;

    private record Under(long token, long answerAt) {}

    @Test
    void aNarrowLinkHoldsLittleMoreThanItCarries() {
        carry(8_000, 600 * MILLI, 20 * SECOND);
        longestQueue = 0;
        long before = delivered;
        carry(8_000, 600 * MILLI, 20 * SECOND);
        assertThat(longestQueue).isLessThan(600 * MILLI);
        assertThat(delivered - before).isGreaterThan(8_000 * 20 * 9 / 10);
        assertThat(flight.perSecond()).isBetween(7_000.0, 9_000.0);
    }

    @Test
    void aWideLinkIsFullAfterAFewSeconds() {
        carry(1_250_000, 600 * MILLI, 15 * SECOND);
        long before = delivered;
        carry(1_250_000, 600 * MILLI, 10 * SECOND);
        assertThat(delivered - before).isGreaterThan(1_250_000L * 10 * 8 / 10);
    }

    @Test
    void aLinkThatBecomesLongerIsNotGivenUp() {
        carry(125_000, 50 * MILLI, 20 * SECOND);
        carry(125_000, 1_000 * MILLI, 60 * SECOND);
        long before = delivered;
        carry(125_000, 1_000 * MILLI, 20 * SECOND);
        assertThat(delivered - before).isGreaterThan(125_000L * 20 * 7 / 10);
    }

    @Test
    void theQueueDoesNotGrowWithTheYears() {
        carry(20_000, 100 * MILLI, 300 * SECOND);
        longestQueue = 0;
        carry(20_000, 100 * MILLI, 60 * SECOND);
        assertThat(longestQueue).isLessThan(600 * MILLI);
    }

    @Test
    void whatGoesSlowlyOverAWideLinkIsMarkedOnceASecondWhileMoreWaits() {
        carry(1_250_000, 1 * MILLI, 5 * SECOND);
        flight.mark(false, now);
        flight.wrote(100);
        assertThat(flight.wantsMark(true, now + SECOND - 1)).isFalse();
        assertThat(flight.wantsMark(false, now + SECOND)).isFalse();
        assertThat(flight.wantsMark(true, now + SECOND)).isTrue();
    }

    @Test
    void whoIsNotAnsweredWritesNoMoreThanTheFirstWindow() {
        int written = 0;
        while (flight.room() > 0) {
            flight.wrote(1_024);
            written += 1_024;
            if (flight.wantsMark(false, now)) {
                flight.mark(true, now);
            }
        }
        assertThat(written).isEqualTo(Flight.FIRST);
        for (int more = 0; more < 3 * Flight.MARKS; more++) {
            flight.mark(true, now);
        }
        assertThat(flight.wantsMark(false, now)).isFalse();
        assertThat(flight.room()).isZero();
        assertThat(flight.answered(12_345, now)).isEqualTo(-1);
    }

    @Test
    void anOldAnswerAndOneTooManyMeanNothing() {
        flight.wrote(2_000);
        long first = flight.mark(true, now);
        flight.wrote(2_000);
        long second = flight.mark(true, now);
        assertThat(flight.answered(second, now + MILLI)).isEqualTo(MILLI);
        assertThat(flight.answered(first, now + 2 * MILLI)).isEqualTo(-1);
        assertThat(flight.answered(second, now + 2 * MILLI)).isEqualTo(-1);
    }

    /** Writes whatever may be written over a link of that rate for so long. */
    private void carry(long perSecond, long trip, long nanos) {
        long end = now + nanos;
        if (freeAt == 0) {
            // As a link does when it is up.
            write(9, perSecond);
            under.add(new Under(flight.mark(false, now), now + trip));
        }
        while (now < end) {
            while (!under.isEmpty() && under.peek().answerAt() <= now) {
                assertThat(flight.answered(under.remove().token(), now)).isPositive();
            }
            int piece = (int) Math.max(512, Math.min(16_384, flight.perSecond() / 10));
            while (flight.room() >= piece / 2) {
                write(piece, perSecond);
                if (flight.wantsMark(true, now)) {
                    write(9, perSecond);
                    under.add(new Under(flight.mark(true, now), freeAt + trip));
                }
            }
            now += MILLI;
        }
    }

    private void write(int bytes, long perSecond) {
        flight.wrote(bytes);
        delivered += bytes;
        freeAt = Math.max(freeAt, now) + bytes * SECOND / perSecond;
        longestQueue = Math.max(longestQueue, freeAt - now);
    }
}
