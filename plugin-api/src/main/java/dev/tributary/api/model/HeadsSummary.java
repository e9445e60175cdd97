package dev.tributary.api.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an agent has: the head of every author, sorted by author.
 *
 * @param byAuthor author to head; unmodifiable
 * @since 0.1
 */
public record HeadsSummary(SortedMap<AuthorId, AuthorHead> byAuthor) {
    /** Nothing yet. */
    public static final HeadsSummary EMPTY = new HeadsSummary(new TreeMap<>());

    public HeadsSummary {
        byAuthor = Collections.unmodifiableSortedMap(new TreeMap<>(byAuthor));
    }

    /** A summary of these heads; for an author named twice the later one counts. */
    public static HeadsSummary of(Collection<AuthorHead> heads) {
        TreeMap<AuthorId, AuthorHead> map = new TreeMap<>();
        heads.forEach(head -> map.put(head.author(), head));
        return new HeadsSummary(map);
    }

    /** The head of {@code author}, empty when nothing of that author is here. */
    public Optional<AuthorHead> head(AuthorId author) {
        return Optional.ofNullable(byAuthor.get(author));
    }

    /** The last seq of {@code author}, 0 when nothing of that author is here. */
    public long seq(AuthorId author) {
        AuthorHead head = byAuthor.get(author);
        return head == null ? 0 : head.seq();
    }
}
