package dev.tributary.agent.network;

import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds the link to one peer against its terms. Outlives links, so that a new one begins neither a new budget nor a new
 * second. Lives on the network's event loop; {@link #pause} and {@link #used} are safe from any thread.
 */
final class LinkMeter {
    private final AuthorId peer;
    private final Metering metering;
    private final @Nullable LinkTerms terms;
    private final @Nullable RateBucket bucket;
    private final @Nullable DayBudget budget;
    private volatile String pause = "";
    private volatile long used;

    LinkMeter(AuthorId peer, Metering metering) {
        this.peer = peer;
        this.metering = metering;
        this.terms = metering.terms().get(peer);
        LinkTerms known = terms;
        this.bucket = known == null || known.rate().isEmpty()
                ? null
                : new RateBucket(known.rate().getAsLong(), System.nanoTime());
        this.budget = known == null || known.budget().isEmpty()
                ? null
                : new DayBudget(
                        known.budget().getAsLong(),
                        Optional.ofNullable(metering.used().get(peer)),
                        time(known).toLocalDate());
        look();
    }

    /** The rate at which may be sent; null for any. */
    @Nullable
    RateBucket bucket() {
        return bucket;
    }

    boolean isMetered() {
        return terms != null;
    }

    /** So many bytes went one way or the other. */
    void moved(int bytes) {
        DayBudget day = budget;
        if (day != null) {
            LocalDate today = today();
            day.add(bytes, today).ifPresent(ahead -> metering.notes().note(peer, ahead));
            used = day.used(today);
        }
    }

    /** True outside the link's windows: there may be no link. */
    boolean isClosed() {
        LinkTerms known = terms;
        return known != null && !known.isOpen(time(known));
    }

    /** True when the budget of the day is spent: only roots may be told. */
    boolean isSpent() {
        DayBudget day = budget;
        return day != null && day.isSpent(today());
    }

    /** How many bytes the budget of the day has left. */
    long left() {
        DayBudget day = budget;
        return day == null ? Long.MAX_VALUE : day.left(today());
    }

    /** Seconds until the pause is over, as far as is known now; at least 1. */
    long restSeconds() {
        LinkTerms known = terms;
        if (known == null) {
            return 1;
        }
        ZonedDateTime now = time(known);
        LocalTime end = known.isOpen(now) ? LocalTime.MIN : known.opensAt(now);
        long left = Duration.between(now.toLocalTime(), end).toSeconds();
        return Math.max(1, left > 0 ? left : left + Duration.ofDays(1).toSeconds());
    }

    /** Looks at the clock. True when {@link #pause} has changed since the last look. */
    boolean look() {
        String before = pause;
        pause = why();
        DayBudget day = budget;
        used = day == null ? 0 : day.used(today());
        return !pause.equals(before);
    }

    /** Why the link should rest from this moment on, as a sentence; empty when it should not. */
    String why() {
        LinkTerms known = terms;
        if (known == null) {
            return "";
        }
        ZonedDateTime now = time(known);
        if (!known.isOpen(now)) {
            return "outside the windows of this link until " + known.opensAt(now) + " " + known.zone();
        }
        return isSpent()
                ? "the budget of " + known.budget().orElse(0) + " bytes a day is spent: only roots until midnight "
                        + known.zone()
                : "";
    }

    /** Why the link rests, as a sentence; empty when it does not. */
    String pause() {
        return pause;
    }

    /** What was used up of the budget today; empty without a budget. */
    OptionalLong used() {
        return budget == null ? OptionalLong.empty() : OptionalLong.of(used);
    }

    /** Notes exactly what was used up. */
    Future<Void> end() {
        DayBudget day = budget;
        return day == null ? Future.succeededFuture() : metering.notes().note(peer, day.now(today()));
    }

    private LocalDate today() {
        LinkTerms known = terms;
        return known == null ? LocalDate.EPOCH : time(known).toLocalDate();
    }

    private ZonedDateTime time(LinkTerms known) {
        return metering.clock().instant().atZone(known.zone());
    }
}
