package dev.tributary.api.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one event so that a missing one can be asked for at once.
 *
 * @param author who wrote it
 * @param seq its place in the author's log, 1 or more
 * @param hash its identity
 * @since 0.1
 */
public record EventRef(AuthorId author, long seq, EventHash hash) implements Comparable<EventRef> {
    private static final Comparator<EventRef> ORDER = Comparator.comparing(EventRef::author)
            .thenComparingLong(EventRef::seq)
            .thenComparing(EventRef::hash);

    public EventRef {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(hash, "hash");
        if (seq < 1) {
            throw new IllegalArgumentException("seq starts at 1, this is " + seq);
        }
    }

    /** By author, then seq, then hash: the order in which an event lists its dependencies. */
    @Override
    public int compareTo(EventRef other) {
        return ORDER.compare(this, other);
    }
}
