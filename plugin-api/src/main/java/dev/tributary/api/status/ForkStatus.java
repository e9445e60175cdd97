package dev.tributary.api.status;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.time.Instant;
import java.util.Objects;

/**
 * An author that signed two different events at one seq, as proven by its own signatures.
 *
 * @param author who did it
 * @param seq where the two histories part; the log is cut at the seq before
 * @param first one of the two events
 * @param second the other
 * @param learned when this agent stored the proof
 * @since 0.1
 */
public record ForkStatus(AuthorId author, long seq, EventHash first, EventHash second, Instant learned) {
    public ForkStatus {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        Objects.requireNonNull(learned, "learned");
    }
}
