package dev.tributary.agent.bundle;

import dev.tributary.api.host.ImportReport;
import dev.tributary.api.host.ImportReport.Problem;
import dev.tributary.api.host.ImportReport.Reason;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what became of runs. Those of one author come together, so that one author's problem is told once. */
final class Tally {
    private final List<Problem> problems = new ArrayList<>();
    private long problemCount;
    private long stored;
    private long known;
    private long refused;
    private @Nullable AuthorId latest;

    /** {@code fresh} events of {@code all} were new. */
    void stored(int fresh, int all) {
        stored += fresh;
        known += all - fresh;
    }

    void refused(AuthorId author, Reason reason, long seq, int events) {
        refused += events;
        if (author.equals(latest)) {
            return;
        }
        latest = author;
        problemCount++;
        if (problems.size() < ImportReport.MAX_PROBLEMS) {
            problems.add(new Problem(author, reason, seq));
        }
    }

    ImportReport report() {
        return new ImportReport(stored, known, refused, problems, problemCount);
    }
}
