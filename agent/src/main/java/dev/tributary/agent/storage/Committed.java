package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Optional;

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
     */
    public record CommittedRun(CheckedRun run, long firstPosition, Optional<AuthorId> from) {
        /** The store's position of the last event: the change counter of the author's new head. */
        public long lastPosition() {
            return firstPosition + run.count() - 1;
        }
    }
}
