package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is asked for what. Every author has one source at a time, so nothing arrives twice; authors are spread
 * over the peers that have them; many authors share one request; a source that does not deliver is replaced. An author
 * that was fetched without an end is pushed by that source from then on: the source is kept in {@code follows}.
 */
final class SyncPlanner {
    /** A request asks for about this many events at most, so that the next peer finds something left to do. */
    private static final long EVENTS_PER_REQUEST = 65_536;

    private final SyncState state;
    private final Map<Long, Lane> lanes = new LinkedHashMap<>();
    private final Map<AuthorId, Want> wants = new LinkedHashMap<>();
    private final Set<AuthorId> ready = new LinkedHashSet<>();
    private final Map<AuthorId, Long> follows = new HashMap<>();
    private final Map<AuthorId, Integer> storing = new HashMap<>();
    private final GoneAuthors gone;
    private long nextPushDue = Long.MAX_VALUE;

    SyncPlanner(SyncState state) {
        this.state = state;
        this.gone = new GoneAuthors(state.limits.authorsTracked());
    }

    /** A link can be asked. Answers whether the peer should push its own log: not when another source already does. */
    boolean linkUp(long link, AuthorId peer, Wanted wanted) {
        lanes.put(link, new Lane(link, peer, wanted.live()));
        return wanted.live() && wanted.has(peer) && follows.putIfAbsent(peer, link) == null;
    }

    void linkDown(long link) {
        lanes.remove(link);
        gone.linkDown(link);
        state.withheld.linkDown(link);
        follows.values().removeIf(Long.valueOf(link)::equals);
        for (Want want : List.copyOf(wants.values())) {
            want.offers.remove(link);
            Fetch fetch = want.fetch;
            if (fetch != null && fetch.link == link) {
                want.fetch = null;
            }
            settle(want);
        }
    }

    /** A peer says that it holds the author's log up to {@code seq}. */
    void offer(long link, AuthorId author, long seq, long now) {
        long worth = state.worth(author, seq);
        Want want = wants.get(author);
        if (worth <= state.own.seq(author) || gone.lacks(link, author, state.own.seq(author))) {
            return;
        }
        if (want == null) {
            if (wants.size() >= state.limits.authorsTracked()) {
                return;
            }
            want = new Want(author, now);
            wants.put(author, want);
        }
        want.offers.merge(link, worth, Math::max);
        settle(want);
    }

    /** Our head of the author changed. */
    void ownChanged(AuthorId author) {
        gone.reached(author, state.own.seq(author));
        Want want = wants.get(author);
        if (want != null) {
            want.pushDue = 0;
            settle(want);
        }
    }

    /** Both sides hold the same: nothing that this link offered is lacking. */
    void equal(long link) {
        for (Want want : List.copyOf(wants.values())) {
            want.offers.remove(link);
            settle(want);
        }
    }

    /** The author's events are not wanted any more, or not beyond a cut. */
    void forget(AuthorId author) {
        Want want = wants.get(author);
        if (want != null) {
            want.offers.replaceAll((link, seq) -> state.worth(author, seq));
            settle(want);
        }
    }

    private void settle(Want want) {
        if (want.satisfied(state.own.seq(want.author))) {
            wants.remove(want.author);
            ready.remove(want.author);
        } else if (want.fetch == null) {
            ready.add(want.author);
        } else {
            ready.remove(want.author);
        }
    }

    /** Runs arrived. Answers with the complaint when nobody asked for them. */
    Optional<String> arrived(long link, long requestId, List<RunSpan> spans, long now) {
        Lane lane = lanes.get(link);
        if (lane == null || (requestId != 0 && !lane.issued(requestId))) {
            return Optional.of("a response to request " + requestId + " that was never made");
        }
        long events = 0;
        for (RunSpan span : spans) {
            storing.merge(span.author(), 1, Integer::sum);
            events += span.count();
        }
        state.eventsReceived += events;
        Fetch fetch = lane.fetches.get(requestId);
        if (fetch != null) {
            fetch.arrived(events, now);
        }
        return Optional.empty();
    }

    /** What arrived is in the store, or was refused by it ({@code lost}). */
    void stored(AppendTicket ticket, boolean lost, long now) {
        for (RunSpan span : ticket.heads()) {
            storing.computeIfPresent(span.author(), (author, runs) -> runs == 1 ? null : runs - 1);
        }
        Lane lane = lanes.get(ticket.link());
        Fetch fetch = lane == null ? null : lane.fetches.get(ticket.requestId());
        if (lane == null || fetch == null) {
            return;
        }
        fetch.lossy |= lost;
        long credit = fetch.stored(ticket.bytes(), now);
        if (credit > 0) {
            state.send(lane.link, new Request(state.space, fetch.id, credit, List.of()));
        }
        finish(lane, fetch);
    }

    /** The peer says that a request is answered. Answers with the complaint when that cannot be true. */
    Optional<String> complete(long link, Complete message, long now) {
        Lane lane = lanes.get(link);
        Fetch fetch = lane == null ? null : lane.fetches.get(message.requestId());
        if (lane == null || fetch == null) {
            return Optional.empty();
        }
        fetch.completed(message, now);
        if (!fetch.countFits()) {
            return Optional.of("it says that it sent " + message.count() + " events for request " + fetch.id
                    + " and sent another number");
        }
        finish(lane, fetch);
        return Optional.empty();
    }

    /**
     * The peer no longer keeps what was asked for: the author is asked of somebody else, or waits until somebody offers
     * it who can go on where our log ends. Answers with the complaint when nobody asked.
     */
    Optional<String> gone(long link, Gone message) {
        Lane lane = lanes.get(link);
        if (lane == null || !lane.issued(message.requestId())) {
            return Optional.of("it says what is gone for request " + message.requestId() + " that was never made");
        }
        AuthorId author = message.author();
        Fetch fetch = lane.fetches.get(message.requestId());
        Want want = wants.get(author);
        if (fetch == null || want == null || want.fetch != fetch) {
            return Optional.empty();
        }
        gone.gone(link, author, message.firstAvailable());
        fetch.authors.remove(author);
        follows.remove(author, link);
        want.fetch = null;
        want.offers.remove(link);
        settle(want);
        return Optional.empty();
    }

    /**
     * Authors that nobody can be asked for, since all who offered them keep only newer events; with the lowest kept.
     */
    Map<AuthorId, Long> gone() {
        Map<AuthorId, Long> lowest = gone.lowest();
        lowest.keySet().removeAll(wants.keySet());
        return lowest;
    }

    /** Closes an answered request: who was not brought as far as the peer had offered is asked of somebody else. */
    private void finish(Lane lane, Fetch fetch) {
        if (!fetch.done()) {
            return;
        }
        lane.fetches.remove(fetch.id);
        lane.load -= fetch.load;
        for (AuthorId author : fetch.authors) {
            Want want = wants.get(author);
            if (want == null || want.fetch != fetch) {
                continue;
            }
            want.fetch = null;
            Long offered = want.offers.get(lane.link);
            if (offered != null && !fetch.lossy && offered <= fetch.target(author)) {
                want.offers.remove(lane.link);
                follows.remove(author, lane.link);
                state.withheld.add(state, lane.link, author, offered);
            }
            settle(want);
        }
    }

    /** Makes the requests that can be made now. */
    void plan(long now) {
        if (ready.isEmpty() || !state.storeProblem.isEmpty()) {
            return;
        }
        Map<Lane, Batch> batches = new LinkedHashMap<>();
        for (AuthorId author : List.copyOf(ready)) {
            Want want = wants.get(author);
            if (want == null || storing.containsKey(author) || waitsForPush(want, now)) {
                continue;
            }
            Lane lane = choose(want, batches.keySet());
            if (lane == null) {
                if (full(batches.keySet())) {
                    break;
                }
                continue;
            }
            Batch batch = batches.computeIfAbsent(lane, key -> new Batch(key.open(state.limits, now), key.live));
            batch.add(want, state);
            if (lane.live) {
                follows.put(author, lane.link);
            }
            lane.load += batch.lastLoad;
            ready.remove(author);
            if (batch.full(state.limits)) {
                batch.send(state);
                batches.remove(lane);
            }
        }
        batches.values().forEach(batch -> batch.send(state));
    }

    /** Asks one peer for signed events that may contradict ours, whatever else is under way. */
    void probe(long link, AuthorId author, long afterSeq, long untilSeq, long now) {
        Lane lane = lanes.get(link);
        if (lane != null && lane.fetches.size() < state.limits.requestsInFlight()) {
            Fetch fetch = lane.open(state.limits, now);
            AuthorRequest request = new AuthorRequest(author, afterSeq, EventHash.NONE, OptionalLong.of(untilSeq));
            state.send(link, new Request(state.space, fetch.id, fetch.firstCredit(), List.of(request)));
        }
    }

    private boolean full(Set<Lane> building) {
        for (Lane lane : lanes.values()) {
            if (building.contains(lane) || lane.fetches.size() < state.limits.fetchesInFlight()) {
                return false;
            }
        }
        return true;
    }

    /** True while a source that pushes this author may still do so: another peer only heard of the event sooner. */
    private boolean waitsForPush(Want want, long now) {
        Long source = follows.get(want.author);
        if (source == null || want.offers.containsKey(source)) {
            return false;
        }
        if (want.pushDue == 0) {
            want.pushDue = now + state.limits.deadSourceMillis();
        }
        if (now < want.pushDue) {
            nextPushDue = Math.min(nextPushDue, want.pushDue);
            return true;
        }
        unfollow(want.author, source);
        return false;
    }

    private void unfollow(AuthorId author, long source) {
        follows.remove(author, source);
        stop(source, List.of(author));
    }

    private void stop(long link, List<AuthorId> authors) {
        Lane lane = lanes.get(link);
        if (lane != null) {
            boolean own = follows.getOrDefault(lane.peer, -1L) == link;
            Interests.stop(state, link, authors, own);
        }
    }

    /**
     * The source that is followed, else the author itself, else the least loaded with our wishes; null when none is
     * free.
     */
    private @Nullable Lane choose(Want want, Set<Lane> building) {
        Long follow = follows.get(want.author);
        if (follow != null && want.offers.containsKey(follow)) {
            return free(follow, building);
        }
        Lane best = null;
        for (long link : want.offers.keySet()) {
            Lane lane = free(link, building);
            if (lane != null && lane.peer.equals(want.author)) {
                return lane;
            }
            if (lane != null && (best == null || lane.load < best.load)) {
                best = lane;
            }
        }
        return best;
    }

    private @Nullable Lane free(long link, Set<Lane> building) {
        Lane lane = lanes.get(link);
        boolean free =
                lane != null && (building.contains(lane) || lane.fetches.size() < state.limits.fetchesInFlight());
        return free ? lane : null;
    }

    /** Replaces sources that have not moved for too long, where somebody else can be asked. */
    void tick(long now) {
        for (Lane lane : List.copyOf(lanes.values())) {
            for (Fetch fetch : List.copyOf(lane.fetches.values())) {
                if (!fetch.storing() && now - fetch.progressAt() >= state.limits.deadSourceMillis()) {
                    replace(lane, fetch);
                }
            }
        }
        nextPushDue = Long.MAX_VALUE;
        plan(now);
    }

    private void replace(Lane lane, Fetch fetch) {
        Set<Long> itself = new HashSet<>(Set.of(lane.link));
        List<AuthorId> moved = new ArrayList<>();
        for (AuthorId author : List.copyOf(fetch.authors)) {
            Want want = wants.get(author);
            if (want != null && want.fetch == fetch && want.offeredBeside(itself)) {
                fetch.authors.remove(author);
                want.fetch = null;
                want.offers.remove(lane.link);
                follows.remove(author, lane.link);
                settle(want);
                moved.add(author);
            }
        }
        if (!moved.isEmpty()) {
            stop(lane.link, moved);
        }
    }

    /** When {@link #tick} has something to do next; empty when only an input can change anything. */
    OptionalLong due() {
        long due = Long.MAX_VALUE;
        for (Lane lane : lanes.values()) {
            for (Fetch fetch : lane.fetches.values()) {
                if (!fetch.storing() && lanes.size() > 1) {
                    due = Math.min(due, fetch.progressAt() + state.limits.deadSourceMillis());
                }
            }
        }
        due = Math.min(due, nextPushDue);
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** Events that a link offers and we lack. */
    long eventsBehind(long link) {
        long behind = 0;
        for (Want want : wants.values()) {
            Long offered = want.offers.get(link);
            behind += offered == null ? 0 : Math.max(0, offered - state.own.seq(want.author));
        }
        return behind;
    }

    /** Since when we have been lacking something that the link offers; empty when we lack nothing. */
    OptionalLong behindSince(long link) {
        return wants.values().stream()
                .filter(want -> want.offers.containsKey(link))
                .mapToLong(want -> want.since)
                .min();
    }

    int inFlight() {
        return lanes.values().stream().mapToInt(lane -> lane.fetches.size()).sum();
    }

    /** A request that is being put together. */
    private static final class Batch {
        private final Fetch fetch;
        private final List<AuthorRequest> requests = new ArrayList<>();
        private final boolean live;
        private long lastLoad;

        Batch(Fetch fetch, boolean live) {
            this.fetch = fetch;
            this.live = live;
        }

        void add(Want want, SyncState state) {
            long seq = state.own.seq(want.author);
            long target = want.offers.getOrDefault(fetch.link, seq);
            lastLoad = target - seq;
            fetch.add(want.author, target, lastLoad);
            want.fetch = fetch;
            want.pushDue = 0;
            OptionalLong end = live ? OptionalLong.empty() : OptionalLong.of(target);
            requests.add(new AuthorRequest(want.author, seq, state.own.hash(want.author), end));
        }

        boolean full(SyncLimits limits) {
            return fetch.load >= EVENTS_PER_REQUEST || requests.size() >= limits.authorsPerRequest();
        }

        void send(SyncState state) {
            state.send(fetch.link, new Request(state.space, fetch.id, fetch.firstCredit(), requests));
        }
    }
}
