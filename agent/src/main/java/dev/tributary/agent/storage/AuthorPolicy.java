package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.Set;

/**
 * Whose events are stored, apart from the agent's own and from authors that have a log here already.
 *
 * @param max the most authors with a log here
 * @param listedOnly true when only {@code listed} authors are admitted, false for all up to {@code max}
 * @param listed who is admitted then
 */
public record AuthorPolicy(int max, boolean listedOnly, Set<AuthorId> listed) {
    public AuthorPolicy {
        listed = Set.copyOf(listed);
        if (max < 1) {
            throw new IllegalArgumentException("at least the own author is stored, not " + max);
        }
    }

    /** Everyone, up to {@code max} authors. */
    public static AuthorPolicy relayed(int max) {
        return new AuthorPolicy(max, false, Set.of());
    }

    /** True when one more author, {@code author}, may begin a log beside {@code stored} others. */
    boolean admits(AuthorId author, int stored) {
        return stored < max && (!listedOnly || listed.contains(author));
    }
}
