package dev.tributary.agent.sync;

import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import java.util.Optional;

/** What follows from the store's verdicts on runs of peers. */
record Rulings(SyncState state, SyncPlanner planner, ForkProbes probes) {
    /** Takes the verdict on a run; answers with the complaint when only a broken peer sends such a run. */
    Optional<String> take(long link, RunSpan span, Verdict verdict, long now) {
        if (verdict.accusesPeer()) {
            planner.broken(span.author());
            return Optional.of("it sent a run of " + span.author().brief() + " that is " + verdict.word());
        }
        if (verdict instanceof Verdict.Duplicate) {
            state.eventsDuplicate += span.count();
            probes.matched(span.author());
        } else if (verdict instanceof Verdict.NotAdmitted) {
            if (state.refused.size() < state.limits.authorsTracked()) {
                state.refused.add(span.author());
            }
            planner.broken(span.author());
            planner.forget(span.author());
        } else if (verdict instanceof Verdict.PayloadsMissing) {
            planner.lacks(link, span, now);
        } else if (verdict instanceof Verdict.NoRoom) {
            state.noRoom.add(span.author());
            planner.broken(span.author());
            planner.follows.halt(span.author(), link);
            planner.offer(link, span.author(), span.lastSeq(), now);
        } else if (verdict instanceof Verdict.Gap) {
            planner.broken(span.author());
            planner.offer(link, span.author(), span.lastSeq(), now);
        } else if (verdict instanceof Verdict.Forked forked) {
            planner.broken(span.author());
            probes.forked(link, span.author(), forked.seq(), now);
        }
        return Optional.empty();
    }
}
