package dev.tributary.agent.network;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a metered link may carry, and when.
 *
 * @param rate the most bytes that are sent in a second; empty for no limit
 * @param budget the most bytes that go both ways in a day; empty for no limit
 * @param windows when there may be a link; empty for always
 * @param zone whose midnight begins a day
 */
public record LinkTerms(OptionalLong rate, OptionalLong budget, List<Window> windows, ZoneId zone) {
    public LinkTerms {
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(budget, "budget");
        windows = List.copyOf(windows);
        Objects.requireNonNull(zone, "zone");
    }

    /**
     * A part of every day.
     *
     * @param from its first minute
     * @param to the minute in which it is over; not after {@code from} when it goes over midnight
     */
    public record Window(LocalTime from, LocalTime to) {
        boolean holds(LocalTime time) {
            boolean begun = !time.isBefore(from);
            boolean over = !time.isBefore(to);
            return from.isBefore(to) ? begun && !over : begun || !over;
        }
    }

    /** True when there may be a link. */
    boolean isOpen(ZonedDateTime now) {
        return windows.isEmpty() || windows.stream().anyMatch(window -> window.holds(now.toLocalTime()));
    }

    /** When the next window opens, as a time of day. */
    LocalTime opensAt(ZonedDateTime now) {
        LocalTime time = now.toLocalTime();
        return windows.stream()
                .map(Window::from)
                .filter(time::isBefore)
                .min(LocalTime::compareTo)
                .or(() -> windows.stream().map(Window::from).min(LocalTime::compareTo))
                .orElse(LocalTime.MIN);
    }
}
