package dev.tributary.agent.sync;

import dev.tributary.agent.log.ChainStatus;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Optional;

/** What follows from the heads that peers tell. */
record Hearing(SyncState state, SyncPlanner planner, ForkProbes probes) {
    void heads(SyncSession session, List<AuthorHead> heads, long now) {
        for (AuthorHead head : heads) {
            if (!session.wants(head.author())) {
                continue;
            }
            if (head.seq() > session.heads.known(head.author())) {
                session.movement.moved(now);
            }
            session.heads.holds(head.author(), head.seq());
            planner.offer(session.link, head.author(), head.seq(), now);
            conflict(session, head, now);
        }
        session.movement.heard(now);
    }

    void ranges(SyncSession session, SyncMessage.AdvertiseRanges advert, long now) {
        for (HeadsRange range : advert.ranges()) {
            if (range instanceof HeadsRange.Leaf leaf) {
                heads(session, leaf.heads(), now);
                lacksOthers(session, leaf.prefix().from(), leaf.prefix().to());
            }
        }
        session.movement.heard(now);
        session.ranges(advert);
    }

    /** An author within the bounds of whom the peer did not speak is one that it lacks. */
    void lacksOthers(SyncSession session, Optional<AuthorId> from, Optional<AuthorId> to) {
        for (AuthorId author : state.own.between(from, to).keySet()) {
            if (session.heads.known(author) == PeerHeads.UNKNOWN) {
                session.heads.holds(author, 0);
            }
        }
    }

    void conflict(SyncSession session, AuthorHead theirs, long now) {
        ChainStatus status = ChainStatus.compare(state.own.head(theirs.author()), Optional.of(theirs));
        if (status instanceof ChainStatus.Forked forked) {
            probes.differs(session.link, theirs.author(), forked.seq(), now);
        }
    }
}
