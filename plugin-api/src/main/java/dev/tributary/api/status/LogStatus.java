package dev.tributary.api.status;

import dev.tributary.api.model.AuthorHead;
import java.util.Objects;

/**
 * One author's log on this box.
 *
 * @param head the newest event
 * @param firstSeq the first seq that is retained
 * @param begin why it begins there
 * @param bytes what the log takes on disk
 * @param state whether it grows
 * @param lastEventMillis Unix milliseconds by the author's clock of the newest event that this agent has looked at; 0
 *     when unknown
 * @since 0.1
 */
public record LogStatus(AuthorHead head, long firstSeq, Begin begin, long bytes, State state, long lastEventMillis) {
    /**
     * Why a log begins where it does. Behind its first event, the signature of its first run covers the hash of what is
     * not here; a fork below can no longer be seen.
     */
    public enum Begin {
        /** It is here from its first event on. */
        WHOLE,
        /** This box, or the one whose backup it was made of, has given up what lies below by its rules. */
        PRUNED,
        /** It was begun there, since no linked peer kept what lies below ({@code sync.on-gone: start-there}). */
        STARTED
    }

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
        Objects.requireNonNull(begin, "begin");
        Objects.requireNonNull(state, "state");
    }
}
