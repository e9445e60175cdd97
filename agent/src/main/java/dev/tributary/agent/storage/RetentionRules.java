package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Optional;

/**
 * All rules of retention. The first that names an author counts for it, wherever it stands, else the first that is
 * about it among others.
 *
 * @param own whose log is the own one
 * @param all the rules in the operator's order
 */
record RetentionRules(AuthorId own, List<RetentionRule> all) {
    RetentionRules {
        all = List.copyOf(all);
    }

    /** The rule for an author's log; empty when all of it is kept. */
    Optional<RetentionRule> of(AuthorId author) {
        return all.stream()
                .filter(rule -> rule.whose().names(author))
                .findFirst()
                .or(() -> all.stream().filter(rule -> rule.whose().is(author)).findFirst());
    }
}
