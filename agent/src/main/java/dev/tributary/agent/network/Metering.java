package dev.tributary.agent.network;

import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * Which links are metered, and what outlives a process about them.
 *
 * @param terms by peer; who is not in it is free
 * @param used what was used up of budgets before the start
 * @param clock the wall clock of days and windows
 * @param notes where used budgets are noted
 */
public record Metering(Map<AuthorId, LinkTerms> terms, Map<AuthorId, UsedBudget> used, Clock clock, Notes notes) {
    /** No link is metered. */
    public static final Metering NONE =
            new Metering(Map.of(), Map.of(), Clock.systemUTC(), (peer, used) -> Future.succeededFuture());

    public Metering {
        terms = Map.copyOf(terms);
        used = Map.copyOf(used);
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(notes, "notes");
    }

    /** Keeps used budgets for the next start. */
    public interface Notes {
        /** Notes what a peer's link has used up; called on the network's event loop, must not block. */
        Future<Void> note(AuthorId peer, UsedBudget used);
    }
}
