package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;

/**
 * Decides about a run that is offered to the log, cheap checks first: limits and canonical form, author admitted and
 * not frozen, already known, seq and prev fit the head, signature (PROTOCOL section 2). Not safe for use by several
 * threads at once.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class EventRules {
    private final SpaceId space;
    private final LogLimits limits;

    public EventRules(SpaceId space, LogLimits limits) {
        this.space = space;
        this.limits = limits;
    }

    /** The verdict on {@code encoded}; {@code view} is asked, never changed. */
    public Verdict check(Bytes encoded, LogView view) {
        throw new UnsupportedOperationException(space + " " + limits);
    }
}
