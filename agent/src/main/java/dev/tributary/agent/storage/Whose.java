package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.Optional;

/**
 * Whose logs a rule is about.
 *
 * @param author whose; empty for everybody's
 * @param others true for those of all but {@code author}
 * @since 0.1
 */
public record Whose(Optional<AuthorId> author, boolean others) {
    /** Everybody's. */
    public static final Whose ALL = new Whose(Optional.empty(), false);

    public Whose {
        if (others && author.isEmpty()) {
            throw new IllegalArgumentException("all but nobody is everybody");
        }
    }

    /** That of one author. */
    public static Whose only(AuthorId author) {
        return new Whose(Optional.of(author), false);
    }

    /** Those of all authors but one. */
    public static Whose allBut(AuthorId author) {
        return new Whose(Optional.of(author), true);
    }

    /** True when {@code somebody} is named, and not only one of many. */
    boolean names(AuthorId somebody) {
        return !others && author.filter(somebody::equals).isPresent();
    }

    boolean is(AuthorId somebody) {
        return author.map(one -> one.equals(somebody) != others).orElse(true);
    }
}
