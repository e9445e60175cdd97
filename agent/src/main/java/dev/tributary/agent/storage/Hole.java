package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;

/**
 * Events that belong to a log here and cannot be read: their record is damaged, or its segment is gone.
 *
 * @param author whose events
 * @param firstSeq the first that is missing, from 1
 * @param lastSeq the last
 */
public record Hole(AuthorId author, long firstSeq, long lastSeq) {
    public Hole {
        if (firstSeq < 1 || lastSeq < firstSeq) {
            throw new IllegalArgumentException("a hole from " + firstSeq + " to " + lastSeq);
        }
    }

    /** How many events are missing. */
    public long count() {
        return lastSeq - firstSeq + 1;
    }

    /** True when it holds the event {@code seq}. */
    boolean holds(long seq) {
        return firstSeq <= seq && seq <= lastSeq;
    }
}
