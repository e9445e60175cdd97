package dev.tributary.agent.storage;

import dev.tributary.agent.storage.VerifyReport.Problem;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Logs with something missing in front of a run: whether the store has given that up, or lost it. One thread uses it.
 */
final class VerifiedBegins {
    private record Begin(long firstSeq, Problem missing) {}

    private final Map<AuthorId, List<Begin>> begins = new HashMap<>();
    private final Map<AuthorId, Long> given = new HashMap<>();

    /** A run without its predecessor, and what is to be said when nothing explains why. */
    void put(StoredRun run, Problem missing) {
        begins.computeIfAbsent(run.author(), author -> new ArrayList<>()).add(new Begin(run.firstSeq(), missing));
    }

    /** A record says from where on an author is kept. It may come before or after the run. */
    void explain(PrunedBody pruned) {
        given.merge(pruned.author(), pruned.firstSeq(), Math::max);
    }

    /** What nothing has explained. */
    List<Problem> unexplained() {
        List<Problem> problems = new ArrayList<>();
        begins.forEach((author, all) -> all.stream()
                .filter(begin -> begin.firstSeq() > given.getOrDefault(author, 0L))
                .forEach(begin -> problems.add(begin.missing())));
        return problems;
    }
}
