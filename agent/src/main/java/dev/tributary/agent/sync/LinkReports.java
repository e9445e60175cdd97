package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.Map;

/** What is told of a link to whoever watches. */
final class LinkReports {
    private LinkReports() {}

    static LinkReport of(SyncState state, SyncPlanner planner, SyncSession session, long now) {
        long behind = planner.lag().events(session.link);
        boolean stalled = !session.equal() && now - session.movement.at() >= state.limits.stalledMillis();
        return new LinkReport(
                session.peer,
                session.equal(),
                session.lastProof(),
                behind,
                planner.lag().since(session.link),
                stalled,
                stalled ? reason(state, planner, session.link, behind) : "",
                session.heads.kept(),
                state.ownLogOf(session.link, session.heads));
    }

    private static String reason(SyncState state, SyncPlanner planner, long link, long behind) {
        if (!state.storeProblem.isEmpty()) {
            return state.storeProblem;
        }
        if (!state.refused.isEmpty()) {
            return state.refused.size() + " of the peer's authors are not admitted here";
        }
        if (!state.noRoom.isEmpty()) {
            return "the logs of " + state.noRoom.size() + " authors have reached the limit of their rule of retention";
        }
        Map<AuthorId, Long> gone = planner.gone();
        if (behind == 0 && !gone.isEmpty()) {
            return "the next events of " + gone.size() + " authors are no longer kept by any peer that was asked"
                    + (state.startsThere
                            ? ": if it stays so, their logs are begun where a peer keeps them"
                            : ": link one that keeps them, or let sync.on-gone begin their logs later");
        }
        int bare = planner.detours.bare();
        if (behind == 0 && bare > 0) {
            return "no linked peer has the payloads of the next events of " + bare
                    + " authors: if it stays so, they are taken without";
        }
        int withheld = state.withheld.authors(state, link);
        if (withheld > 0) {
            return "the peer offered events of " + withheld + " authors and, asked for them, did not send them";
        }
        return behind > 0
                ? "the peer offers " + behind + " events and does not send them"
                : "the peer holds other heads and neither asks nor offers";
    }
}
