package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.ForkStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check of a whole store found.
 *
 * @param bytes what was read
 * @param records valid records of all kinds
 * @param events events whose hash, place in the chain and signature were checked
 * @param heads the last event of each log, as far as it leads to one
 * @param forks the proofs that are stored: authors who signed two histories
 * @param unacknowledged bytes behind the last commit, left by a crash: no event that anyone was told of
 * @param problems the first of what is wrong, in the order of the files
 * @param problemCount how many there are in all
 */
public record VerifyReport(
        long bytes,
        long records,
        long events,
        Map<AuthorId, AuthorHead> heads,
        List<ForkStatus> forks,
        long unacknowledged,
        List<Problem> problems,
        long problemCount) {
    public VerifyReport {
        heads = Map.copyOf(heads);
        forks = List.copyOf(forks);
        problems = List.copyOf(problems);
    }

    /** How many logs there are. */
    public int authors() {
        return heads.size();
    }

    /** True when nothing is wrong. */
    public boolean clean() {
        return problemCount == 0;
    }

    /**
     * One thing that is wrong.
     *
     * @param file the name of the file in the store's folder
     * @param offset where in it
     * @param author whose events, where that can be told
     * @param seq the first seq concerned, 0 when it cannot be told
     * @param what a clause that says what is wrong
     */
    public record Problem(String file, long offset, Optional<AuthorId> author, long seq, String what) {
        /** One line for a person. */
        public String text() {
            String whose = author.map(id -> " (author " + id.hex() + (seq > 0 ? ", seq " + seq : "") + ")")
                    .orElse("");
            return file + " at " + offset + whose + ": " + what;
        }
    }
}
