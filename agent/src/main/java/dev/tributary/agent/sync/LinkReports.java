package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.Map;
import java.util.Optional;

/** What is told of a link to whoever watches. */
final class LinkReports {
    private LinkReports() {}

    /** Why nothing moves, as a word and as a sentence. */
    private record Why(Stall stall, String sentence) {}

    static LinkReport of(SyncState state, SyncPlanner planner, SyncSession session, long now) {
        long behind = planner.lag().events(session.link);
        boolean stalled = !session.equal() && now - session.movement.at() >= state.limits.stalledMillis();
        Optional<Why> why = stalled ? Optional.of(why(state, planner, session, behind)) : Optional.empty();
        return new LinkReport(
                session.peer,
                session.equal(),
                session.lastProof(),
                behind,
                planner.lag().since(session.link),
                why.map(Why::stall),
                why.map(Why::sentence).orElse(""),
                session.heads.kept(),
                state.ownLogOf(session.link, session.heads));
    }

    private static Why why(SyncState state, SyncPlanner planner, SyncSession session, long behind) {
        if (!state.storeProblem.isEmpty()) {
            return new Why(Stall.STORE, state.storeProblem);
        }
        if (!state.refused.isEmpty()) {
            return new Why(Stall.NOT_ADMITTED, state.refused.size() + " of the peer's authors are not admitted here");
        }
        if (!state.noRoom.isEmpty()) {
            return new Why(
                    Stall.NO_ROOM,
                    "the logs of " + state.noRoom.size()
                            + " authors have reached the limit of their rule of retention");
        }
        return behind == 0
                ? nothingOffered(state, planner, session)
                : withheld(state, session.link)
                        .orElseGet(() -> new Why(
                                Stall.NOT_SENT, "the peer offers " + behind + " events and does not send them"));
    }

    private static Why nothingOffered(SyncState state, SyncPlanner planner, SyncSession session) {
        Map<AuthorId, Long> gone = planner.gone();
        if (!gone.isEmpty()) {
            return new Why(
                    Stall.GONE,
                    "the next events of " + gone.size() + " authors are no longer kept by any peer that was asked"
                            + (state.startsThere
                                    ? ": if it stays so, their logs are begun where a peer keeps them"
                                    : ": link one that keeps them, or let sync.on-gone begin their logs later"));
        }
        int bare = planner.detours.bare();
        if (bare > 0) {
            return new Why(
                    Stall.NO_PAYLOADS,
                    "no linked peer has the payloads of the next events of " + bare
                            + " authors: if it stays so, they are taken without");
        }
        return withheld(state, session.link).orElseGet(() -> notAsked(session));
    }

    private static Optional<Why> withheld(SyncState state, long link) {
        int authors = state.withheld.authors(state, link);
        return authors == 0
                ? Optional.empty()
                : Optional.of(new Why(
                        Stall.WITHHELD,
                        "the peer offered events of " + authors + " authors and, asked for them, did not send them"));
    }

    private static Why notAsked(SyncSession session) {
        int givenUp = session.serving.givenUp();
        return givenUp > 0
                ? new Why(
                        Stall.GIVEN_UP,
                        "the peer asked for events of " + givenUp + " authors that are no longer kept here")
                : new Why(Stall.SILENT, "the peer holds other heads and neither asks nor offers");
    }
}
