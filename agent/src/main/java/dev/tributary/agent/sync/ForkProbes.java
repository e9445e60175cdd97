package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks for the place where two histories of one author part. A conflict that shows up in an advert, a request or a run
 * is seldom the first one: the peer's older events are asked for, in steps that double, until they match ours or begin.
 * The store builds and keeps the proofs from what comes back.
 */
final class ForkProbes {
    private static final long FIRST_STEP = 256;
    private static final int MOST = 1_000;

    private final SyncState state;
    private final SyncPlanner planner;
    private final Map<AuthorId, Probe> probes = new HashMap<>();
    private final Set<Claim> claims = new HashSet<>();

    /** How far down an author was looked at, and how far the next look goes. */
    private record Probe(long link, long lowest, long step) {}

    /** A claim of a peer that was looked into once on this link. */
    private record Claim(long link, AuthorId author, long seq) {}

    ForkProbes(SyncState state, SyncPlanner planner) {
        this.state = state;
        this.planner = planner;
    }

    /** A peer claims another hash at {@code seq}: ask for the signed run behind the claim, once. */
    void differs(long link, AuthorId author, long seq, long now) {
        if (seq <= state.cut(author) && claims.size() < MOST && claims.add(new Claim(link, author, seq))) {
            planner.probe(link, author, seq - 1, seq, now);
        }
    }

    /** The store has proven a conflict at {@code seq}: is there an older one? */
    void forked(long link, AuthorId author, long seq, long now) {
        Probe last = probes.get(author);
        if (seq <= 1 || (last != null && last.link() == link && seq >= last.lowest())) {
            return;
        }
        if (last == null && probes.size() >= MOST) {
            return;
        }
        long step = last == null ? FIRST_STEP : last.step() * 2;
        probes.put(author, new Probe(link, seq, step));
        planner.probe(link, author, Math.max(0, seq - 1 - step), seq - 1, now);
    }

    /** Older events of the author are the same on both sides. */
    void matched(AuthorId author) {
        probes.remove(author);
    }

    void linkDown(long link) {
        probes.values().removeIf(probe -> probe.link() == link);
        claims.removeIf(claim -> claim.link() == link);
    }
}
