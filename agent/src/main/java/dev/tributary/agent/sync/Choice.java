package dev.tributary.agent.sync;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which peer is asked for an author. {@code building} are those whose request is being put together. */
final class Choice {
    private final SyncState state;
    private final Map<Long, Lane> lanes;
    private final Follows follows;

    Choice(SyncState state, Map<Long, Lane> lanes, Follows follows) {
        this.state = state;
        this.lanes = lanes;
        this.follows = follows;
    }

    /** True when nobody can be asked for anything more. */
    boolean allBusy(Set<Lane> building) {
        return lanes.values().stream().noneMatch(lane -> building.contains(lane) || takes(lane));
    }

    /**
     * The source that is followed, else the author itself, unless another one brings it far sooner; else who would
     * bring it first. Null when nobody is free, or when it is better to wait.
     */
    @Nullable
    Lane of(Want want, Set<Lane> building, long now) {
        Lane best = first(want, building, now);
        Long follow = follows.source(want.author);
        Lane followed = follow == null ? null : lanes.get(follow);
        if (followed != null && want.offers.containsKey(followed.link) && serves(followed, want, best, now)) {
            return free(followed.link, building);
        }
        for (long link : want.offers.keySet()) {
            Lane lane = free(link, building);
            if (lane != null && lane.peer.equals(want.author) && serves(lane, want, best, now)) {
                return lane;
            }
        }
        return best;
    }

    /** False when another one that is free would bring it so much sooner that even its author is not asked. */
    boolean worthIt(Want want, Lane lane, Set<Lane> building, long now) {
        return serves(lane, want, first(want, building, now), now);
    }

    /** Who is free and would bring it first. */
    private @Nullable Lane first(Want want, Set<Lane> building, long now) {
        Lane best = null;
        for (long link : want.offers.keySet()) {
            Lane lane = free(link, building);
            if (lane != null && (best == null || time(want, lane, now) < time(want, best, now))) {
                best = lane;
            }
        }
        return best;
    }

    private boolean serves(Lane lane, Want want, @Nullable Lane best, long now) {
        double millis = 1_000 * time(want, lane, now);
        return lane.pace.rate(now) == 0
                || millis < state.limits.deadSourceMillis()
                || best == null
                || millis < Relief.MUCH * 1_000 * time(want, best, now);
    }

    /** Seconds until the peer would have brought all that it offers, with what it was asked for already. */
    private double time(Want want, Lane lane, long now) {
        double events = lane.load() + want.offers.getOrDefault(lane.link, 0L) - state.own.seq(want.author);
        return events * state.eventBytes / Sources.rate(lane, lanes.values(), now);
    }

    private @Nullable Lane free(long link, Set<Lane> building) {
        Lane lane = lanes.get(link);
        return lane != null && (building.contains(lane) || takes(lane)) ? lane : null;
    }

    /** Beside others a peer is asked for no more than keeps it busy: whoever has nothing left to do takes the rest. */
    private boolean takes(Lane lane) {
        boolean busy = lanes.size() > 1 && lane.load() * state.eventBytes >= lane.pace.window();
        return lane.free() && (lane.idle() || !busy);
    }
}
