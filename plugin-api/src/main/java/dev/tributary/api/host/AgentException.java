package dev.tributary.api.host;

import java.io.Serial;

/**
 * An agent could not start. The message is one sentence for a person: what was wrong, where, and what to do.
 *
 * @since 0.1
 */
public final class AgentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A failure with its sentence. */
    public AgentException(String message) {
        super(message);
    }

    /** A failure with its sentence and what lies below it. */
    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
