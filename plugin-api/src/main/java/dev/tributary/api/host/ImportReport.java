package dev.tributary.api.host;

import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Objects;

/**
 * What became of a bundle that was taken in.
 *
 * @param stored events that are new here
 * @param known events that were here already
 * @param refused events that were not stored
 * @param problems why, at most one for each author and at most {@link #MAX_PROBLEMS}
 * @param problemCount how many authors have one
 * @since 0.1
 */
public record ImportReport(long stored, long known, long refused, List<Problem> problems, long problemCount) {
    /** The most problems that are listed. */
    public static final int MAX_PROBLEMS = 1_000;

    /** What kept events of a log out. */
    public enum Reason {
        /** Events before them are not here: import the bundle that holds them first, then this one again. */
        GAP,
        /** This agent does not take the author's events. */
        NOT_ADMITTED,
        /** The log is as long here as its rule of retention lets it become. */
        NO_ROOM,
        /** The author signed two histories: that is proven and stored now. */
        FORKED,
        /** The author's log was cut by a fork before. */
        FROZEN,
        /** The run does not fit the log that is here, and proves nothing. */
        MISMATCH
    }

    /**
     * One log of which not everything was stored.
     *
     * @param author whose log
     * @param reason why
     * @param seq for {@link Reason#GAP} the first seq that is missing; else the first seq that was not stored
     */
    public record Problem(AuthorId author, Reason reason, long seq) {
        public Problem {
            Objects.requireNonNull(author, "author");
            Objects.requireNonNull(reason, "reason");
        }
    }

    public ImportReport {
        problems = List.copyOf(problems);
    }
}
