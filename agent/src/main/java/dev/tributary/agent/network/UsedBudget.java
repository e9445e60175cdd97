package dev.tributary.agent.network;

import java.time.LocalDate;
import java.util.Objects;

/**
 * What a metered link has used up of its budget.
 *
 * @param day on which day of the link's zone
 * @param bytes how many bytes both ways, 0 or more
 */
public record UsedBudget(LocalDate day, long bytes) {
    public UsedBudget {
        Objects.requireNonNull(day, "day");
        if (bytes < 0) {
            throw new IllegalArgumentException("used up " + bytes + " bytes");
        }
    }
}
