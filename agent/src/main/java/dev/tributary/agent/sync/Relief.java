package dev.tributary.agent.sync;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a request that keeps one peer busy for seconds while another one that could bring the same has nothing to
 * do. Such a request is unasked, so that what is left of it can be divided by how fast the peers are.
 */
final class Relief {
    private static final double WORTH_MILLIS = 2_000;
    private static final long EVERY_MILLIS = 1_000;

    /**
     * A single log only moves to a peer that is so much faster; several can be divided with one not slower than that.
     */
    static final double MUCH = 4;

    private final SyncState state;
    private final Map<Long, Lane> lanes;
    private long nextAt = Long.MIN_VALUE;

    /** Answers which authors of a request the peer behind a link offers as well. */
    interface Offers {
        List<Want> of(Fetch fetch, long link);
    }

    Relief(SyncState state, Map<Long, Lane> lanes) {
        this.state = state;
        this.lanes = lanes;
    }

    /** A request to be unasked now. */
    Optional<Fetch> find(Offers offers, long now) {
        if (lanes.size() < 2 || now < nextAt || lanes.values().stream().noneMatch(Lane::idle)) {
            return Optional.empty();
        }
        for (Lane lane : lanes.values()) {
            for (Fetch fetch : lane.fetches.values()) {
                if (lasts(lane, fetch, now) && somebodyHelps(lane, fetch, offers, now)) {
                    nextAt = now + EVERY_MILLIS;
                    return Optional.of(fetch);
                }
            }
        }
        return Optional.empty();
    }

    private boolean lasts(Lane lane, Fetch fetch, long now) {
        double rate = lane.pace.rate(now);
        LogPart part = fetch.part();
        return !fetch.stopped
                && (part == null || part.log.waitsFor(part))
                && rate > 0
                && fetch.left() * state.eventBytes * 1_000 / rate > WORTH_MILLIS;
    }

    private boolean somebodyHelps(Lane lane, Fetch fetch, Offers offers, long now) {
        for (Lane helper : lanes.values()) {
            if (!helper.idle()) {
                continue;
            }
            List<Want> common = offers.of(fetch, helper.link);
            double faster = Sources.rate(helper, lanes.values(), now) / lane.pace.rate(now);
            boolean divided =
                    fetch.part() == null && (common.size() > 1 || (lane.parts && helper.parts && isLong(common)));
            if (!common.isEmpty() && (faster >= MUCH || (divided && faster >= 1 / MUCH))) {
                return true;
            }
        }
        return false;
    }

    private boolean isLong(List<Want> wants) {
        return wants.stream()
                .anyMatch(want -> want.offers.values().stream()
                        .anyMatch(seq -> seq - state.own.seq(want.author) >= LongLogs.LEAST_EVENTS));
    }
}
