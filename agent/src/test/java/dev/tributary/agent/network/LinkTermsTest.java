package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a metered link may carry, and when; without a socket and without a clock. */
class LinkTermsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LocalDate DAY = LocalDate.of(2026, 3, 28);

    @Test
    void aRateLetsThroughWhatItSaysAndSavesUpAQuarterOfASecond() {
        RateBucket bucket = new RateBucket(8_000, 0);
        assertThat(bucket.room(0)).isEqualTo(2_000);
        assertThat(bucket.room(3_600 * SECOND)).isEqualTo(2_000);
        bucket.take(2_000, 3_600 * SECOND);
        assertThat(bucket.room(3_600 * SECOND)).isZero();
        assertThat(bucket.waitFor(800, 3_600 * SECOND)).isEqualTo(SECOND / 10);
        assertThat(bucket.room(3_600 * SECOND + SECOND / 10)).isEqualTo(800);
    }

    @Test
    void aDebtIsPaidBeforeAnythingFollows() {
        RateBucket bucket = new RateBucket(1_000, 0);
        bucket.take(10_256, 0);
        assertThat(bucket.waitFor(1, 0)).isBetween(10 * SECOND, 10 * SECOND + SECOND / 100);
        assertThat(bucket.room(9 * SECOND)).isZero();
        assertThat(bucket.room(11 * SECOND)).isPositive();
    }

    @Test
    void nobodyWaitsForMoreThanCanBeSavedUp() {
        RateBucket bucket = new RateBucket(8_000, 0);
        assertThat(bucket.waitFor(1_000_000, 0)).isZero();
        bucket.take(2_000, 0);
        assertThat(bucket.waitFor(1_000_000, 0)).isEqualTo(SECOND / 4);
        assertThat(bucket.waitFor(1_000_000, -SECOND)).isEqualTo(SECOND / 4);
        assertThatThrownBy(() -> new RateBucket(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWindowBeginsWithItsFirstMinuteAndEndsBeforeItsLast() {
        LinkTerms terms = terms(window("12:00", "13:00"));
        assertThat(terms.isOpen(at("11:59:59"))).isFalse();
        assertThat(terms.isOpen(at("12:00:00"))).isTrue();
        assertThat(terms.isOpen(at("12:59:59"))).isTrue();
        assertThat(terms.isOpen(at("13:00:00"))).isFalse();
        assertThat(terms().isOpen(at("03:00:00"))).isTrue();
    }

    @Test
    void aWindowGoesOverMidnight() {
        LinkTerms terms = terms(window("22:00", "06:00"), window("12:00", "13:00"));
        assertThat(terms.isOpen(at("21:59:59"))).isFalse();
        assertThat(terms.isOpen(at("22:00:00"))).isTrue();
        assertThat(terms.isOpen(at("00:00:00"))).isTrue();
        assertThat(terms.isOpen(at("05:59:59"))).isTrue();
        assertThat(terms.isOpen(at("06:00:00"))).isFalse();
        assertThat(terms.opensAt(at("06:00:00"))).isEqualTo(LocalTime.NOON);
        assertThat(terms.opensAt(at("13:00:00"))).isEqualTo(LocalTime.of(22, 0));
        assertThat(terms.opensAt(at("23:00:00"))).isEqualTo(LocalTime.NOON);
    }

    @Test
    void aBudgetIsSpentAtItsLastByteAndNewTheNextDay() {
        DayBudget budget = new DayBudget(6_400, Optional.empty(), DAY);
        budget.add(6_399, DAY);
        assertThat(budget.isSpent(DAY)).isFalse();
        budget.add(1, DAY);
        assertThat(budget.isSpent(DAY)).isTrue();
        assertThat(budget.used(DAY)).isEqualTo(6_400);
        assertThat(budget.isSpent(DAY.plusDays(1))).isFalse();
        assertThat(budget.used(DAY.plusDays(1))).isZero();
        assertThat(budget.isSpent(DAY)).as("the clock was set back").isFalse();
        assertThat(budget.now(DAY)).isEqualTo(new UsedBudget(DAY.plusDays(1), 0));
    }

    @Test
    void whatIsNotedIsNeverLessThanWhatIsUsedAndRarelyWritten() {
        DayBudget budget = new DayBudget(64_000, Optional.empty(), DAY);
        long noted = 0;
        int notes = 0;
        for (int i = 0; i < 64_000; i += 10) {
            Optional<UsedBudget> note = budget.add(10, DAY);
            notes += note.isPresent() ? 1 : 0;
            noted = note.map(UsedBudget::bytes).orElse(noted);
            assertThat(noted).isBetween(budget.used(DAY), budget.used(DAY) + 1_000);
        }
        assertThat(notes).isBetween(64, 130);
    }

    @Test
    void aRestartGivesNoNewBudgetAndTheNextDayDoes() {
        Optional<UsedBudget> before = Optional.of(new UsedBudget(DAY, 6_400));
        assertThat(new DayBudget(6_400, before, DAY).isSpent(DAY)).isTrue();
        assertThat(new DayBudget(6_401, before, DAY).isSpent(DAY)).isFalse();
        assertThat(new DayBudget(6_400, before, DAY.plusDays(1)).isSpent(DAY.plusDays(1)))
                .isFalse();
        assertThat(new DayBudget(6_400, before, DAY.minusDays(1)).isSpent(DAY.minusDays(1)))
                .as("the clock was set back")
                .isTrue();
    }

    private static LinkTerms terms(LinkTerms.Window... windows) {
        return new LinkTerms(OptionalLong.empty(), OptionalLong.empty(), List.of(windows), ZoneId.of("Europe/Berlin"));
    }

    private static LinkTerms.Window window(String from, String to) {
        return new LinkTerms.Window(LocalTime.parse(from), LocalTime.parse(to));
    }

    private static ZonedDateTime at(String time) {
        return ZonedDateTime.of(DAY, LocalTime.parse(time), ZoneOffset.UTC);
    }
}
