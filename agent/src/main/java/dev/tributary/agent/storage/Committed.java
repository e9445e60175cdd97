package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;

/**
 * What one group commit made durable, in the order in which it was stored. Published on the event bus after the force
 * and before the answers to those who waited for it.
 *
 * @param runs new runs; may be empty when only a proof was stored
 * @param forks proofs that were new or lowered a cut
 * @param counter the store's change counter after this commit
 */
public record Committed(List<CommittedRun> runs, List<ForkProof> forks, long counter) {
    public Committed {
        runs = List.copyOf(runs);
        forks = List.copyOf(forks);
    }

    /**
     * One new run.
     *
     * @param run its events, linked and covered
     * @param firstPosition the store's position of its first event; the others follow
     * @param from the peer that sent it; empty for this agent's own events
     * @param shown how many of its events count, from the first on: all, or those before a fork, at least 1
     */
    public record CommittedRun(CheckedRun run, long firstPosition, Optional<AuthorId> from, int shown) {
        public CommittedRun {
            if (shown < 1 || shown > run.count()) {
                throw new IllegalArgumentException(shown + " of " + run.count() + " events");
            }
        }

        /** A run that no fork cuts. */
        public CommittedRun(CheckedRun run, long firstPosition, Optional<AuthorId> from) {
            this(run, firstPosition, from, run.count());
        }

        /** Hands over each event that counts and whose index is wanted, in order, with its index. */
        public void events(IntPredicate wanted, ObjIntConsumer<Event> taker) {
            run.events(index -> index < shown && wanted.test(index), taker);
        }

        /** True when a fork cuts it: its signature covers more than what counts. */
        public boolean isCut() {
            return shown < run.count();
        }

        /** The author's new head. */
        public AuthorHead head() {
            return run.head(shown - 1);
        }

        /** The store's position of the last event that counts: the change counter of the author's new head. */
        public long lastPosition() {
            return firstPosition + shown - 1;
        }
    }
}
