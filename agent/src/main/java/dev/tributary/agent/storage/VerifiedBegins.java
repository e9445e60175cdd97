package dev.tributary.agent.storage;

import dev.tributary.agent.storage.VerifyReport.Problem;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Logs that do not begin at 1: whether the store has given up what lies before, or lost it. One thread uses it. */
final class VerifiedBegins {
    private record Begin(long firstSeq, Problem missing) {}

    private final Map<AuthorId, Begin> begins = new HashMap<>();
    private final Map<AuthorId, Long> given = new HashMap<>();

    /** The first run of an author, and what is to be said when nothing explains why it is the first. */
    void put(StoredRun run, Problem missing) {
        begins.put(run.author(), new Begin(run.firstSeq(), missing));
    }

    /** A record says from where on an author is kept. It may come before or after the run. */
    void explain(PrunedBody pruned) {
        given.merge(pruned.author(), pruned.firstSeq(), Math::max);
    }

    /** What nothing has explained. */
    List<Problem> unexplained() {
        List<Problem> problems = new ArrayList<>();
        begins.forEach((author, begin) -> {
            if (given.getOrDefault(author, 0L) != begin.firstSeq()) {
                problems.add(begin.missing());
            }
        });
        return problems;
    }
}
