package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.RequestPart;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.EventHash;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The logs that are long enough to be fetched from several peers at the same time, and who is asked for which part. A
 * peer gets a part when it can bring it about as soon as all of them together bring what may be under way: a slower one
 * would hold up the others, since runs are joined in order.
 */
final class LongLogs {
    /** What can be had of a log must be at least this much for a division to pay. */
    static final long LEAST_EVENTS = 8 * LongLog.PART_EVENTS;

    private final SyncState state;
    private final Map<Long, Lane> lanes;
    private final Map<AuthorId, Want> wants = new LinkedHashMap<>();

    LongLogs(SyncState state, Map<Long, Lane> lanes) {
        this.state = state;
        this.lanes = lanes;
    }

    /** True when several peers can bring this log, and are not needed for others. */
    boolean pays(Want want, int othersReady) {
        return wants.size() < state.limits.longLogs()
                && othersReady <= lanes.size()
                && target(want) - state.own.seq(want.author) >= LEAST_EVENTS;
    }

    /** Up to where two peers at least offer a log, and answer requests for parts of it. */
    private long target(Want want) {
        return want.offers.entrySet().stream()
                .filter(offer -> knowsParts(offer.getKey()))
                .map(Map.Entry::getValue)
                .sorted(Comparator.reverseOrder())
                .skip(1)
                .findFirst()
                .orElse(0L);
    }

    private boolean knowsParts(long link) {
        Lane lane = lanes.get(link);
        return lane != null && lane.parts;
    }

    void begin(Want want) {
        want.log = new LongLog(want.author, state.own.seq(want.author), state.limits);
        wants.put(want.author, want);
    }

    /** The log of an author that is fetched in parts now. */
    @Nullable
    LongLog log(AuthorId author) {
        Want want = wants.get(author);
        return want == null ? null : want.log;
    }

    /** Logs that are fetched in parts, and what of them waits to be joined. */
    Early early() {
        int events = 0;
        long bytes = 0;
        for (Want want : wants.values()) {
            LongLog log = want.log;
            events += log == null ? 0 : log.earlyEvents();
            bytes += log == null ? 0 : log.earlyBytes();
        }
        return new Early(wants.size(), events, bytes);
    }

    List<Want> all() {
        return List.copyOf(wants.values());
    }

    /** Asks for what can be asked for now. False when the log is not fetched in parts any more. */
    boolean plan(Want want, LongLog log, long now) {
        Optional<LongLog.Ask> ask = log.next(target(want));
        while (ask.isPresent()) {
            Lane lane = choose(want, log, ask.get(), now);
            if (lane == null) {
                break;
            }
            send(lane, log, ask.get(), now);
            ask = log.next(target(want));
        }
        boolean nobody = log.idle() && ask.isPresent() && !offered(want, ask.get());
        if (log.done() || nobody) {
            end(want);
            return false;
        }
        return true;
    }

    private boolean offered(Want want, LongLog.Ask ask) {
        return want.offers.keySet().stream().anyMatch(link -> offers(want, link, ask));
    }

    private boolean offers(Want want, long link, LongLog.Ask ask) {
        return lanes.containsKey(link)
                && want.offers.getOrDefault(link, 0L) >= ask.until()
                && (!ask.whole() || knowsParts(link));
    }

    private void send(Lane lane, LongLog log, LongLog.Ask ask, long now) {
        Fetch fetch = lane.open(now);
        fetch.ask(log.asked(ask, lane.link), state.limits.firstCredit());
        if (ask.whole()) {
            state.send(
                    lane.link,
                    new RequestPart(state.space, fetch.id, fetch.firstCredit(), log.author, ask.after(), ask.until()));
            return;
        }
        boolean stored = state.own.seq(log.author) == ask.after();
        EventHash hash = stored ? state.own.hash(log.author) : EventHash.NONE;
        AuthorRequest asked = new AuthorRequest(log.author, ask.after(), hash, OptionalLong.of(ask.until()));
        state.send(lane.link, new Request(state.space, fetch.id, fetch.firstCredit(), List.of(asked)));
    }

    /** Who would bring it first, unless that is too late to be of use; null when nobody is free. */
    private @Nullable Lane choose(Want want, LongLog log, LongLog.Ask ask, long now) {
        Lane best = null;
        double bestTime = 0;
        double together = 0;
        for (long link : want.offers.keySet()) {
            Lane lane = lanes.get(link);
            if (lane == null || !offers(want, link, ask)) {
                continue;
            }
            double rate = Sources.rate(lane, lanes.values(), now);
            together += rate;
            // Until it is known how fast it is, one part at a time.
            if (!lane.free() || (!lane.idle() && lane.pace.rate(now) == 0)) {
                continue;
            }
            if (ask.link().orElse(-1) == link) {
                return lane;
            }
            double time = (lane.load() + ask.until() - ask.after()) / rate;
            if (best == null || time < bestTime) {
                best = lane;
                bestTime = time;
            }
        }
        boolean urgent = log.nextInLine(ask);
        return urgent || bestTime * together <= state.limits.earlyEvents() ? best : null;
    }

    /** A link is gone: what it was asked for and did not bring is asked of others. */
    void linkDown(long link) {
        wants.values().forEach(want -> {
            LongLog log = want.log;
            if (log != null) {
                log.linkDown(link);
            }
        });
    }

    /** As {@link #end}; what is still under way is unasked. */
    void detach(Want want, Follows follows) {
        LongLog log = want.log;
        if (log == null) {
            return;
        }
        end(want);
        for (Lane lane : lanes.values()) {
            boolean asked = false;
            for (Fetch fetch : lane.fetches.values()) {
                LogPart part = fetch.part();
                if (part != null && part.log == log) {
                    fetch.letGo();
                    asked = true;
                }
            }
            if (asked) {
                follows.stop(lane.link, List.of(want.author));
            }
        }
    }

    /** From now on the log is fetched like any other; what came early is forgotten. */
    void end(Want want) {
        want.log = null;
        wants.remove(want.author);
    }
}
