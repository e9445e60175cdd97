package dev.tributary.api.status;

import dev.tributary.api.model.AuthorHead;
import java.util.Objects;

/**
 * One author's log on this box.
 *
 * @param head the newest event
 * @param firstSeq the first seq that is retained
 * @param bytes what the log takes on disk
 * @param state whether it grows
 * @param lastEventMillis Unix milliseconds by the author's clock of the newest event that this agent has looked at; 0
 *     when unknown
 * @since 0.1
 */
public record LogStatus(AuthorHead head, long firstSeq, long bytes, State state, long lastEventMillis) {
    /** Whether a log grows. */
    public enum State {
        /** It does. */
        OK,
        /** A proven fork cut it: nothing after the cut is accepted, served or delivered. */
        FROZEN,
        /** It is this agent's own and its past is being fetched from peers. */
        RECOVERING
    }

    public LogStatus {
        Objects.requireNonNull(head, "head");
        Objects.requireNonNull(state, "state");
    }
}
