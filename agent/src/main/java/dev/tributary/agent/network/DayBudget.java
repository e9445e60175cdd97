package dev.tributary.agent.network;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A budget of bytes for each day. What is used up is noted somewhere durable a little ahead, so that a crash never
 * makes the budget longer. Pure.
 */
final class DayBudget {
    private static final int NOTES_A_DAY = 64;

    private final long bytes;
    private LocalDate day;
    private long used;
    private long noted;

    DayBudget(long bytes, Optional<UsedBudget> before, LocalDate today) {
        this.bytes = bytes;
        this.day = today;
        before.filter(known -> !known.day().isBefore(today)).ifPresent(known -> {
            day = known.day();
            used = known.bytes();
            noted = known.bytes();
        });
    }

    /** So many bytes went over the link; the result is to be noted durably when it is not empty. */
    Optional<UsedBudget> add(int count, LocalDate today) {
        turn(today);
        used += count;
        long step = Math.max(1, bytes / NOTES_A_DAY);
        if (used <= noted - step / 2) {
            return Optional.empty();
        }
        noted = used + step;
        return Optional.of(new UsedBudget(day, noted));
    }

    /** Exactly what is used up, for the end of the agent. */
    UsedBudget now(LocalDate today) {
        turn(today);
        noted = used;
        return new UsedBudget(day, used);
    }

    long used(LocalDate today) {
        turn(today);
        return used;
    }

    boolean isSpent(LocalDate today) {
        turn(today);
        return used >= bytes;
    }

    /** Bytes that are left for today. */
    long left(LocalDate today) {
        turn(today);
        return Math.max(0, bytes - used);
    }

    /** Days only go forward: a clock that is set back does not give the budget twice. */
    private void turn(LocalDate today) {
        if (today.isAfter(day)) {
            day = today;
            used = 0;
            noted = 0;
        }
    }
}
