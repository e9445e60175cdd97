package dev.tributary.agent.sync;

import dev.tributary.agent.sync.LongLog.Piece;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides who is asked for what. Every author has one source at a time, so nothing arrives twice; authors are spread
 * over the peers that have them, by how fast those are; many authors share one request; a source that does not deliver
 * is replaced, one that is slow against the others gets less. A long log is divided ({@link LongLogs}). An author that
 * was fetched without an end is pushed by that source from then on ({@link Follows}).
 */
final class SyncPlanner {
    private final SyncState state;
    private final Map<Long, Lane> lanes = new LinkedHashMap<>();
    private final Map<AuthorId, Want> wants = new LinkedHashMap<>();
    private final Set<AuthorId> ready = new LinkedHashSet<>();
    final Follows follows;
    private final LongLogs longLogs;
    private final Relief relief;
    private final Deliveries deliveries;
    private final Choice choice;
    private final GoneAuthors gone;
    private final Asking asking;
    final Detours detours;

    SyncPlanner(SyncState state) {
        this.state = state;
        this.follows = new Follows(state, lanes);
        this.longLogs = new LongLogs(state, lanes);
        this.deliveries = new Deliveries(state, lanes, longLogs);
        this.choice = new Choice(state, lanes, follows);
        this.relief = new Relief(state, lanes);
        this.asking = new Asking(state, follows, ready);
        this.gone = new GoneAuthors(state.limits.authorsTracked());
        this.detours = new Detours(state, lanes, gone);
    }

    /** A link can be asked. Answers whether the peer should push its own log: not when another source already does. */
    boolean linkUp(long link, AuthorId peer, Wanted wanted, long now) {
        lanes.put(link, new Lane(link, peer, wanted.live(), now, state.limits));
        return wanted.live() && wanted.has(peer) && follows.begin(peer, link);
    }

    /** The peer has said what it can do. */
    void knows(long link, Set<String> capabilities) {
        Lane lane = lanes.get(link);
        if (lane != null) {
            lane.parts = capabilities.contains(SyncSession.PARTS);
            lane.bare = capabilities.contains(SyncSession.BARE);
        }
    }

    void linkDown(long link) {
        lanes.remove(link);
        detours.linkDown(link);
        state.withheld.linkDown(link);
        follows.linkDown(link);
        longLogs.linkDown(link);
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
        if (worth <= state.own.seq(author) || gone.lacks(link, author, state.own.seq(author), now)) {
            return;
        }
        want(link, author, worth, now);
    }

    private void want(long link, AuthorId author, long worth, long now) {
        state.offered(author, worth, lanes.get(link));
        Want want = wants.get(author);
        if (want == null) {
            if (wants.size() >= state.limits.newAuthors() && state.own.seq(author) == 0) {
                return;
            }
            want = new Want(author, now);
            wants.put(author, want);
        }
        want.offers.merge(link, worth, Math::max);
        settle(want);
    }

    /** Our head of the author changed. */
    void ownChanged(AuthorId author, long now) {
        detours.reached(author).forEach((link, seq) -> offer(link, author, seq, now));
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
            longLogs.detach(want, follows);
        } else if (want.fetch == null && want.log == null) {
            ready.add(want.author);
        } else {
            ready.remove(want.author);
        }
    }

    /** Runs arrived. Answers with the complaint when nobody asked for them. */
    Optional<String> arrived(long link, Response response, List<RunSpan> spans, long now) {
        long requestId = response.requestId();
        Lane lane = lanes.get(link);
        if (lane == null || (requestId != 0 && !lane.issued(requestId))) {
            return Optional.of("a response to request " + requestId + " that was never made");
        }
        List<Piece> pieces = Deliveries.pieces(lane, response, spans);
        long events = spans.stream().mapToLong(RunSpan::count).sum();
        long bytes = Deliveries.bytes(pieces);
        state.arrived(events, bytes);
        Fetch fetch = lane.fetches.get(requestId);
        if (fetch == null) {
            deliveries.append(pieces);
            return Optional.empty();
        }
        lane.moved(now);
        lane.pace.arrived(bytes, now);
        fetch.arrived(events, bytes, now);
        LogPart part = fetch.part();
        if (part == null) {
            deliveries.append(pieces);
        } else {
            deliveries.append(part.log.arrived(part, pieces));
            credit(lane, fetch);
        }
        return Optional.empty();
    }

    /** What arrived is in the store, or was refused by it ({@code lost}). */
    void stored(AppendTicket ticket, boolean lost, long now) {
        for (RunSpan span : ticket.heads()) {
            deliveries.stored(span.author());
            if (lost) {
                broken(span.author());
            }
        }
        Lane lane = lanes.get(ticket.link());
        Fetch fetch = lane == null ? null : lane.fetches.get(ticket.requestId());
        if (lane == null || fetch == null) {
            return;
        }
        fetch.lossy |= lost;
        fetch.stored(ticket.bytes(), now);
        credit(lane, fetch);
        finish(lane, fetch, now);
    }

    private void credit(Lane lane, Fetch fetch) {
        long credit = lane.more(fetch);
        if (credit > 0) {
            state.send(lane.link, new Request(state.space, fetch.id, credit, List.of()));
        }
    }

    /** A run of the author did not go on where our log ends: what waits behind it would not either. */
    void broken(AuthorId author) {
        Want want = wants.get(author);
        if (want != null && want.log != null) {
            longLogs.detach(want, follows);
            settle(want);
        }
    }

    /** The peer says that a request is answered. Answers with the complaint when that cannot be true. */
    Optional<String> complete(long link, Complete message, long now) {
        Lane lane = lanes.get(link);
        Fetch fetch = lane == null ? null : lane.fetches.get(message.requestId());
        if (lane == null || fetch == null) {
            return Optional.empty();
        }
        fetch.completed(message, now);
        lane.moved(now);
        if (!fetch.countFits()) {
            return Optional.of("it says that it sent " + message.count() + " events for request " + fetch.id
                    + " and sent another number");
        }
        finish(lane, fetch, now);
        return Optional.empty();
    }

    /**
     * The peer cannot send what was asked for: the author is asked of somebody else, or waits until somebody offers it
     * who can go on where our log ends, or until there is a way around. Answers with the complaint when nobody asked.
     */
    Optional<String> lacks(long link, long requestId, AuthorId author, Lack.Word word, long now) {
        Lane lane = lanes.get(link);
        if (lane == null || !lane.issued(requestId)) {
            return Optional.of("it says what it lacks for request " + requestId + " that was never made");
        }
        Fetch fetch = lane.fetches.get(requestId);
        Want want = wants.get(author);
        if (fetch != null && detours.owns(fetch, author)) {
            note(link, author, word, now);
        } else if (fetch != null && want != null && fetch.brings(want)) {
            note(link, author, word, now);
            if (word.bare()) {
                broken(author);
            }
            take(want, lane, fetch);
        }
        return Optional.empty();
    }

    /** The peer sent the events of a run without the payloads that we want. */
    void lacks(long link, RunSpan span, long now) {
        AuthorId author = span.author();
        note(link, author, new Lack.Word(true, span.firstSeq(), span.lastSeq()), now);
        broken(author);
        Want want = wants.get(author);
        if (want != null) {
            want.offers.remove(link);
            follows.end(author, link);
            settle(want);
        }
    }

    private void note(long link, AuthorId author, Lack.Word word, long now) {
        Want want = wants.get(author);
        detours.told(link, author, word, want == null ? 0 : want.offers.getOrDefault(link, 0L), now);
    }

    /**
     * Authors that nobody can be asked for, since all who offered them keep only newer events; with the lowest kept.
     */
    Map<AuthorId, Long> gone() {
        Map<AuthorId, Long> lowest = gone.lowest(state.own);
        lowest.keySet().removeAll(wants.keySet());
        return lowest;
    }

    /** The author is asked of others and not of this peer. */
    private void take(Want want, Lane lane, Fetch fetch) {
        LogPart part = fetch.part();
        if (part != null) {
            part.log.closed(part, lane.link, false);
            fetch.letGo();
        }
        fetch.authors.remove(want.author);
        want.fetch = null;
        want.offers.remove(lane.link);
        follows.end(want.author, lane.link);
        settle(want);
    }

    /** Closes an answered request: who was not brought as far as the peer had offered is asked of somebody else. */
    private void finish(Lane lane, Fetch fetch, long now) {
        if (fetch.part() != null && fetch.isCompleted()) {
            finishPart(lane, fetch, fetch.part());
        }
        if (!fetch.done()) {
            return;
        }
        lane.close(fetch, now);
        detours.ended(fetch);
        for (AuthorId author : fetch.authors) {
            Want want = wants.get(author);
            if (want == null || want.fetch != fetch) {
                continue;
            }
            want.fetch = null;
            Long offered = want.offers.get(lane.link);
            if (offered != null && !fetch.lossy && !fetch.stopped && offered <= fetch.target(author)) {
                want.offers.remove(lane.link);
                follows.end(author, lane.link);
                state.withheld.add(state, lane.link, author, offered);
            }
            settle(want);
        }
    }

    private void finishPart(Lane lane, Fetch fetch, LogPart part) {
        Want want = wants.get(part.log.author);
        part.log.closed(part, lane.link, !fetch.stopped);
        fetch.letGo();
        if (want == null || want.log != part.log || fetch.received() > 0 || fetch.stopped || part.whole) {
            return;
        }
        // It begins where our log ends, so there is something unless the peer keeps it back.
        Long offered = want.offers.remove(lane.link);
        if (offered != null) {
            state.withheld.add(state, lane.link, want.author, offered);
        }
        settle(want);
    }

    /** Makes the requests that can be made now. */
    void plan(long now) {
        if (!state.storeProblem.isEmpty()) {
            return;
        }
        for (Detours.Again again : detours.plan(wants::containsKey, deliveries::storing, now)) {
            long worth = state.worth(again.author(), again.seq());
            if (worth > state.own.seq(again.author())) {
                want(again.link(), again.author(), worth, now);
            }
        }
        for (Want want : longLogs.all()) {
            planLong(want, now);
        }
        for (Lane lane : lanes.values()) {
            askOwnLog(lane, now);
        }
        for (AuthorId author : List.copyOf(ready)) {
            Want want = wants.get(author);
            if (want == null || waits(author) || follows.mayPush(want, now)) {
                continue;
            }
            if (!gone.has(author) && longLogs.pays(want, ready.size())) {
                longLogs.begin(want);
                ready.remove(author);
                planLong(want, now);
                continue;
            }
            Lane lane = choice.of(want, asking.building(), now);
            if (lane == null) {
                if (choice.allBusy(asking.building())) {
                    break;
                }
                continue;
            }
            asking.with(want, lane, now);
        }
        asking.send();
        relief.find(this::offers, now).ifPresent(this::unask);
    }

    /**
     * The peer's own log goes before all others, in a request of its own: once it is here, the peer can push what it
     * writes, whatever else is still on its way. Not where somebody else brings it far sooner.
     */
    private void askOwnLog(Lane lane, long now) {
        Want want = wants.get(lane.peer);
        if (want != null
                && ready.contains(lane.peer)
                && want.offers.containsKey(lane.link)
                && follows.isOwn(lane)
                && lane.takesOwnLog()
                && !waits(lane.peer)
                && !longLogs.pays(want, ready.size())
                && choice.worthIt(want, lane, asking.building(), now)) {
            asking.alone(want, lane, now);
        }
    }

    /** Our head of the author is about to change. */
    private boolean waits(AuthorId author) {
        return deliveries.storing(author) || detours.busy(author);
    }

    private void planLong(Want want, long now) {
        LongLog log = want.log;
        if (log != null && !longLogs.plan(want, log, now)) {
            settle(want);
        }
    }

    /** What of a request the peer behind a link could bring instead. */
    private List<Want> offers(Fetch fetch, long link) {
        return covered(fetch).stream()
                .filter(want -> want.offers.containsKey(link))
                .toList();
    }

    private List<Want> covered(Fetch fetch) {
        LogPart part = fetch.part();
        return (part == null ? fetch.authors : Set.of(part.log.author))
                .stream()
                        .map(wants::get)
                        .filter(want -> want != null && fetch.brings(want))
                        .toList();
    }

    /** Wants no more of a request that somebody else can bring sooner; once it has ended, the rest is asked anew. */
    private void unask(Fetch fetch) {
        List<AuthorId> authors = new ArrayList<>();
        for (Want want : covered(fetch)) {
            follows.end(want.author, fetch.link);
            authors.add(want.author);
            Lane lane = lanes.get(fetch.link);
            if (lane != null && want.log != null) {
                lane.fetches.values().forEach(other -> other.stopped |= other.brings(want));
            }
        }
        fetch.stopped = true;
        follows.stop(fetch.link, authors);
    }

    /** Asks one peer for signed events that may contradict ours, whatever else is under way. */
    void probe(long link, AuthorId author, long afterSeq, long untilSeq, long now) {
        Lane lane = lanes.get(link);
        if (lane != null) {
            lane.probe(state, new AuthorRequest(author, afterSeq, EventHash.NONE, OptionalLong.of(untilSeq)), now);
        }
    }

    /** Bytes of a frame came in that is not complete yet: the peer is slow and not dead. */
    void moving(long link, long now) {
        Lane lane = lanes.get(link);
        if (lane != null) {
            lane.moved(now);
        }
    }

    /** Replaces sources that have not moved for too long, where somebody else can be asked. */
    void tick(long now) {
        for (Lane lane : List.copyOf(lanes.values())) {
            for (Fetch fetch : List.copyOf(lane.fetches.values())) {
                if (lane.dead(fetch, now)) {
                    replace(lane, fetch);
                    detours.ended(fetch);
                }
            }
        }
        follows.forgetDue();
        plan(now);
    }

    private void replace(Lane lane, Fetch fetch) {
        List<AuthorId> moved = new ArrayList<>();
        for (Want want : covered(fetch)) {
            if (want.offeredBeside(Set.of(lane.link))) {
                take(want, lane, fetch);
                moved.add(want.author);
            }
        }
        if (!moved.isEmpty()) {
            follows.stop(lane.link, moved);
        }
    }

    /** When {@link #tick} has something to do next; empty when only an input can change anything. */
    OptionalLong due(long now) {
        long due = Math.min(follows.nextDue(), detours.due());
        for (Lane lane : lanes.size() > 1 ? lanes.values() : List.<Lane>of()) {
            due = Math.min(due, lane.due(now));
        }
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** How far we are behind what links offer. */
    Lag lag() {
        return new Lag(state, wants.values());
    }

    Early early() {
        return longLogs.early();
    }

    int inFlight() {
        return lanes.values().stream().mapToInt(lane -> lane.fetches.size()).sum();
    }
}
