package dev.tributary.api.model;

import java.util.Objects;

/**
 * The newest event of a log.
 *
 * @param author whose log
 * @param seq its last seq, 1 or more
 * @param hash the hash of that event, which commits to all before it
 * @since 0.1
 */
public record AuthorHead(AuthorId author, long seq, EventHash hash) {
    public AuthorHead {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(hash, "hash");
        if (seq < 1) {
            throw new IllegalArgumentException("a head has seq 1 or more, this has " + seq);
        }
    }
}
