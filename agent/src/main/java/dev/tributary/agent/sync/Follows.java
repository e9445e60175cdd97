package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who pushes which author to us: the link over which it was asked for without an end, or the author's own. */
final class Follows {
    private final SyncState state;
    private final Map<Long, Lane> lanes;
    private final Map<AuthorId, Long> sources = new HashMap<>();
    private long nextDue = Long.MAX_VALUE;

    Follows(SyncState state, Map<Long, Lane> lanes) {
        this.state = state;
        this.lanes = lanes;
    }

    /** True when nobody pushed the author; from now on the link does. */
    boolean begin(AuthorId author, long link) {
        return sources.putIfAbsent(author, link) == null;
    }

    void put(AuthorId author, long link) {
        sources.put(author, link);
    }

    @Nullable
    Long source(AuthorId author) {
        return sources.get(author);
    }

    /** True when it is the peer itself that pushes its own log, or would. */
    boolean isOwn(Lane lane) {
        return lane.live && sources.getOrDefault(lane.peer, lane.link) == lane.link;
    }

    void end(AuthorId author, long link) {
        sources.remove(author, link);
    }

    void linkDown(long link) {
        sources.values().removeIf(Long.valueOf(link)::equals);
    }

    /** True while a source that pushes this author may still do so: another peer only heard of the event sooner. */
    boolean mayPush(Want want, long now) {
        Long source = sources.get(want.author);
        if (source == null || want.offers.containsKey(source)) {
            return false;
        }
        if (want.pushDue == 0) {
            Lane lane = lanes.get(source);
            want.pushDue = now + (lane == null ? state.limits.deadSourceMillis() : lane.pace.patience());
        }
        if (now < want.pushDue) {
            nextDue = Math.min(nextDue, want.pushDue);
            return true;
        }
        end(want.author, source);
        stop(source, List.of(want.author));
        return false;
    }

    /** The author is not to be pushed over the link any more, by whatever right it was. */
    void halt(AuthorId author, long link) {
        end(author, link);
        stop(link, List.of(author));
    }

    /** These authors come from elsewhere from now on. */
    void stop(long link, List<AuthorId> authors) {
        Lane lane = lanes.get(link);
        if (lane != null) {
            boolean own = sources.getOrDefault(lane.peer, -1L) == link;
            Interests.stop(state, link, authors, own);
        }
    }

    /** When a source that should push has had its time; asked anew by every plan. */
    long nextDue() {
        return nextDue;
    }

    void forgetDue() {
        nextDue = Long.MAX_VALUE;
    }
}
