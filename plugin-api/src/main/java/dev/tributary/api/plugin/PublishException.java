package dev.tributary.api.plugin;

import java.io.Serial;
import java.util.Objects;

/**
 * Why an event was not published. Nothing of it was written.
 *
 * @since 0.1
 */
public final class PublishException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What kind of refusal this is. */
    public enum Reason {
        /** Payload, type or number of dependencies beyond the limits; publishing it again is no use. */
        TOO_LARGE,
        /** The draft is not well-formed, for example a reserved type; publishing it again is no use. */
        INVALID,
        /** The queue is full: try again a little later. */
        BUSY,
        /** The agent fetches its own past from its peers first: try again later. */
        RECOVERING,
        /** The disk failed or is full: the agent no longer writes. */
        READ_ONLY,
        /** The own log has reached a limit at which the operator's rule refuses more: try again later. */
        FULL,
        /** This agent's key has signed two histories, so its log has ended: publishing again is no use. */
        FROZEN,
        /** The agent is stopping or has stopped. */
        CLOSED
    }

    private final Reason reason;

    /** A refusal with a sentence that says what was wrong and what to do. */
    public PublishException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** What kind of refusal this is. */
    public Reason reason() {
        return reason;
    }
}
