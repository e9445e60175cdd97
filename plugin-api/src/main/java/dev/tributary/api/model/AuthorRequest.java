package dev.tributary.api.model;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Asks for an author's events after one that the asker holds.
 *
 * @param author whose log
 * @param afterSeq the last seq that the asker holds, 0 for none
 * @param afterHash the hash of that event, {@link EventHash#NONE} for none: lets the answering side see a fork at once
 * @param untilSeq the last seq that is wanted; empty for everything there is and, after that, every new event as it
 *     comes
 * @since 0.1
 */
public record AuthorRequest(AuthorId author, long afterSeq, EventHash afterHash, OptionalLong untilSeq) {
    public AuthorRequest {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(afterHash, "afterHash");
        Objects.requireNonNull(untilSeq, "untilSeq");
        if (afterSeq < 0) {
            throw new IllegalArgumentException("afterSeq is 0 or more, this is " + afterSeq);
        }
        if (untilSeq.isPresent() && untilSeq.getAsLong() <= afterSeq) {
            throw new IllegalArgumentException("untilSeq " + untilSeq.getAsLong() + " is not after " + afterSeq);
        }
    }
}
