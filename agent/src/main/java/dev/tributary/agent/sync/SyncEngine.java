package dev.tributary.agent.sync;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.ReadTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sync machine of one agent in one space: every method is an input, the effects that follow are taken with
 * {@link #drain}. It sees no clock: {@code now} is in milliseconds of any clock that never goes back. Not safe for use
 * by several threads at once. Only what is durable may be told to it as committed: it advertises, pushes and serves
 * that.
 */
public final class SyncEngine {
    private static final long SHORTEST_WAIT = 5;

    private final SyncState state;
    private final SyncPlanner planner;
    private final ForkProbes probes;
    private final Rulings rulings;
    private final ToldHeads told;
    private final Mends mends;
    private final PayloadFetches payloads;
    private final Spans spans;
    private final Map<Long, SyncSession> sessions = new LinkedHashMap<>();
    private final Inbox inbox = new Inbox();
    private final String agent;

    /** Who this agent is, for its peers. */
    public record Self(AuthorId author, SpaceId space, Bytes storeId, String agent) {}

    /**
     * A run that became durable.
     *
     * @param span its events, up to a fork's cut
     * @param lastHash the hash of the last of them
     * @param position the store's position of the last of them
     * @param encoded what may be pushed; empty for a run that a cut divides: who lacks it asks for it, and has been
     *     sent the proof by then
     * @param carried the same for peers that unpack: packed, where the run is
     * @param from the peer that sent it; empty for an event of this agent
     */
    public record Change(
            RunSpan span, EventHash lastHash, long position, Bytes encoded, Bytes carried, Optional<AuthorId> from) {}

    /** A proof that became durable: the log of its author ends at {@code cut}, where its head is {@code head}. */
    public record Freeze(AuthorId author, long cut, Optional<AuthorHead> head, long position) {}

    public SyncEngine(Self self, SyncLimits limits, LogLimits logLimits) {
        this.state = new SyncState(self.author(), self.space(), self.storeId(), limits, new Forms(logLimits));
        this.agent = self.agent();
        this.planner = new SyncPlanner(state);
        this.probes = new ForkProbes(state, planner);
        this.rulings = new Rulings(state, planner, probes);
        this.told = new ToldHeads(state, planner, probes);
        this.mends = new Mends(planner);
        this.payloads = new PayloadFetches(state, logLimits);
        this.spans = new Spans(logLimits);
    }

    /** Told before the first link: a head that the store holds, with its change counter. */
    public void holds(AuthorHead head, long counter) {
        state.own.put(head, counter);
    }

    /** Told before the first link: the store's change counter. */
    public void counter(long counter) {
        state.own.advance(counter);
    }

    /** Told before the first link: how far a peer's store was followed, and when all was last compared with it. */
    public void follows(AuthorId peer, SyncMessage.Cursor cursor, long comparedAt) {
        state.cursors.put(peer, cursor);
        state.fullAt.put(peer, comparedAt);
    }

    /** From now on runs without payloads may be stored: told before they are wanted, and at each start after that. */
    public void lacksPayloads() {
        if (!state.forms.lacksPayloads()) {
            state.forms.lackPayloads();
            // Their peers were told that what is held here is whole.
            sessions.values()
                    .forEach(session -> state.add(new SyncEffect.Close(
                            session.link, "what is held here may lack payloads from now on", false)));
        }
    }

    /** Told before the first link: a log whose next events nobody keeps is begun where a linked peer still does. */
    public void startsThere() {
        state.startsThere = true;
    }

    /** What is wanted from a peer, from its next link on; everything when it was never said. */
    public void wants(AuthorId peer, Wanted wanted) {
        state.wanted.put(peer, wanted);
        state.scopedCursors.remove(peer);
    }

    /** Told before the first link: packed runs are neither taken nor served. */
    public void withoutPacking() {
        state.packs = false;
    }

    /** A link is authenticated and can be written to. {@code wallClock} is Unix milliseconds, told to the peer. */
    public void opened(long link, AuthorId peer, long wallClock, long now) {
        SyncSession session = new SyncSession(state, link, peer, now);
        sessions.put(link, session);
        session.greet(agent, wallClock, planner.linkUp(link, peer, state.wanted(peer), now));
    }

    /** A link is gone. */
    public void closed(long link) {
        SyncSession session = sessions.remove(link);
        if (session != null) {
            session.closed();
            planner.linkDown(link);
            probes.linkDown(link);
            payloads.linkDown(link);
        }
    }

    /** The agent stops: all links are given up, and how far their peers were followed is to be remembered. */
    public void stop() {
        List.copyOf(sessions.keySet()).forEach(this::closed);
    }

    /** A link's queue is full, or has room again. */
    public void writable(long link, boolean writable) {
        of(link).ifPresent(session -> session.writable(writable));
    }

    /** A message arrived. */
    public void received(long link, SyncMessage message, long now) {
        SyncSession session = sessions.get(link);
        if (session == null) {
            return;
        }
        inbox.handle(session, message, now).ifPresent(complaint -> end(session, complaint, true));
        planner.plan(now);
    }

    private void end(SyncSession session, String reason, boolean penalty) {
        state.add(new SyncEffect.Close(session.link, reason, penalty));
        closed(session.link);
    }

    /** More is on its way from the peer or, {@code taken}, to it, and moves: the link is slow and not silent. */
    public void arriving(long link, boolean taken, long now) {
        SyncSession session = sessions.get(link);
        if (session != null) {
            session.movement.moved(now);
            if (!taken) {
                planner.moving(link, now);
            }
        }
    }

    /** The store has judged what was offered with {@link SyncEffect.Append}; verdicts in the order of the runs. */
    public void appended(AppendTicket ticket, List<Verdict> verdicts, long now) {
        SyncSession session = sessions.get(ticket.link());
        for (int i = 0; i < verdicts.size(); i++) {
            Optional<String> complaint =
                    rulings.take(ticket.link(), ticket.heads().get(i), verdicts.get(i), now);
            if (complaint.isPresent() && session != null && sessions.containsKey(ticket.link())) {
                end(session, complaint.get(), true);
            }
        }
        planner.stored(ticket, verdicts.stream().anyMatch(Verdict.NoRoom.class::isInstance), now);
        if (session != null && sessions.containsKey(ticket.link())) {
            session.movement.moved(now);
        }
        planner.plan(now);
    }

    /** The store did not take what was offered; {@code problem} says why when it takes nothing any more. */
    public void appendFailed(AppendTicket ticket, Optional<String> problem, long now) {
        problem.ifPresent(sentence -> state.storeProblem = sentence);
        planner.stored(ticket, true, now);
    }

    /** Runs for {@link SyncEffect.Read}; none when the store has none there. */
    public void read(ReadTicket ticket, List<Bytes> runs, long now) {
        SyncSession session = sessions.get(ticket.link());
        if (session == null) {
            return;
        }
        List<RunSpan> spans = this.spans.of(runs);
        session.serving.read(ticket, spans.size() == runs.size() ? runs : List.of(), spans);
        session.serving.advance();
        if (runs.isEmpty()) {
            session.movement.heard(now);
        } else {
            session.movement.moved(now);
        }
    }

    /** What one group commit made durable, in order; what {@link #holds} has told already is passed over. */
    public void committed(List<Change> changes, long counter, long now) {
        for (Change change : changes) {
            if (change.position() <= state.own.counter()) {
                continue;
            }
            AuthorId author = change.span().author();
            OwnHeads.Entry old = state.own.entry(author);
            sessions.values().forEach(session -> session.heads.beforeChange(author, old));
            state.own.put(new AuthorHead(author, change.span().lastSeq(), change.lastHash()), change.position());
            for (SyncSession session : sessions.values()) {
                boolean from = change.from().map(session.peer::equals).orElse(false);
                session.committed(change, from, now);
            }
            planner.ownChanged(author, now);
        }
        state.own.advance(counter);
        for (SyncSession session : sessions.values()) {
            session.flushPushes();
            session.compareRoots(now);
            if (!changes.isEmpty()) {
                session.rootSoon(now);
            }
            session.serving.advance();
        }
        planner.plan(now);
    }

    /** A proof is stored: the author's log is cut. Also told before the first link, for proofs from before. */
    public void frozen(Freeze freeze, long now) {
        state.cuts.merge(freeze.author(), freeze.cut(), Math::min);
        freeze.head()
                .ifPresentOrElse(
                        head -> state.own.put(head, freeze.position()), () -> state.own.remove(freeze.author()));
        planner.forget(freeze.author());
        for (SyncSession session : sessions.values()) {
            session.proofs.about(freeze.author());
            session.compareRoots(now);
            session.rootSoon(now);
        }
    }

    /** A proof that a peer sent is valid and cuts the author at {@code cut}; told before it is stored. */
    public void proofArrived(long link, AuthorId author, long cut) {
        of(link).ifPresent(session -> session.proofs.knows(author, cut));
    }

    /** A proof that a peer sent proves nothing. */
    public void proofRefused(long link) {
        of(link).ifPresent(session -> end(session, "it sent a fork proof that proves nothing", true));
    }

    /** What the store holds against an author; empty when it cannot be read. */
    public void proofRead(long link, AuthorId author, Optional<Bytes> proof) {
        of(link).ifPresent(session -> session.proofRead(author, proof));
    }

    private Optional<SyncSession> of(long link) {
        return Optional.ofNullable(sessions.get(link));
    }

    /**
     * Looks for the payload of an event whose header is here, at one linked peer after the other. The answer is
     * {@link SyncEffect.Driver#payloadFound}; false when too many are looked for already.
     */
    public boolean fetchPayload(long ticket, EventRef event, long now) {
        List<Long> links = sessions.values().stream()
                .filter(SyncSession::givesPayloads)
                .map(session -> session.link)
                .toList();
        return payloads.begin(ticket, event, links, now);
    }

    /** Time passed. Call it no later than {@link #wakeAt} says; calling more often does no harm. */
    public void tick(long now) {
        planner.tick(now);
        payloads.tick(now);
        sessions.values().forEach(session -> session.tick(now));
    }

    /** When {@link #tick} should be called next. */
    public long wakeAt(long now) {
        long due = Math.min(payloads.due(), planner.due(now).orElse(Long.MAX_VALUE));
        for (SyncSession session : sessions.values()) {
            due = Math.min(due, session.due());
        }
        return Math.max(due, now + SHORTEST_WAIT);
    }

    /** The effects of all inputs since the last call, in order. */
    public List<SyncEffect> drain() {
        return state.drain();
    }

    /** All links that have exchanged their Hello. */
    public List<LinkReport> reports(long now) {
        List<LinkReport> reports = new ArrayList<>();
        for (SyncSession session : sessions.values()) {
            if (session.running()) {
                reports.add(LinkReports.of(state, planner, session, now));
            }
        }
        return reports;
    }

    /**
     * Where {@code peer} is known to hold more or less than we do: at most {@code limit} authors behind {@code after}.
     * Empty without a link.
     */
    public Optional<Differences> differences(AuthorId peer, Optional<AuthorId> after, int limit) {
        return sessions.values().stream()
                .filter(session -> session.running() && session.peer.equals(peer))
                .findFirst()
                .map(session -> Differences.page(state, session, after, limit));
    }

    /**
     * Authors whose log cannot go on here, since every peer that offered them keeps newer events only; with the lowest
     * seq that one of them still keeps.
     */
    public Map<AuthorId, Long> gone() {
        return planner.gone();
    }

    /** Events that belong to our logs and cannot be read: some of them are asked of who should hold them. */
    public void missing(List<RunSpan> holes, long now) {
        mends.ask(holes, List.copyOf(sessions.values()), now);
    }

    /** What peers have told that they hold. */
    public Copies copies() {
        return state.copies;
    }

    /** Asks linked peers to tell when they hold the author's log up to {@code seq}, those that have not told it. */
    public void confirm(AuthorId author, long seq) {
        sessions.values().forEach(session -> session.confirms.ask(author, seq));
    }

    /** The store takes nothing of these authors now, the own log apart; of all others it does. */
    public void noRoom(Set<AuthorId> authors, long now) {
        Set<AuthorId> others = new HashSet<>(authors);
        others.remove(state.self);
        if (!others.equals(state.noRoom)) {
            state.noRoom = others;
            planner.plan(now);
        }
    }

    /** The store takes events again. */
    public void storeWorks(long now) {
        state.storeProblem = "";
        planner.plan(now);
    }

    /** How often a link's sides became the same, or ceased to be. */
    public long turns() {
        return state.turns;
    }

    /** Events that arrived since start, duplicates included. */
    public long eventsReceived() {
        return state.eventsReceived;
    }

    /** Events that arrived and were here already. */
    public long eventsDuplicate() {
        return state.eventsDuplicate;
    }

    /** What of long logs waits to be joined. */
    public Early early() {
        return planner.early();
    }

    /** Requests that wait for their Complete. */
    public int requestsInFlight() {
        return planner.inFlight();
    }

    /** What a message does. Each answers with the complaint that ends the link, empty when all is well. */
    private final class Inbox {
        Optional<String> handle(SyncSession session, SyncMessage message, long now) {
            if (message instanceof SyncMessage.Hello hello) {
                planner.knows(session.link, hello.capabilities());
                return session.hello(hello, now);
            }
            if (!session.running()) {
                return Optional.of("its first message was not Hello");
            }
            if (message instanceof SyncMessage.Response response) {
                if (payloads.owns(response.requestId())) {
                    payloads.arrived(session.link, response);
                    return Optional.empty();
                }
                return response(session, response, now);
            }
            if (message instanceof SyncMessage.Request request) {
                return request(session, request, now);
            }
            if (message instanceof SyncMessage.RequestPart) {
                session.movement.heard(now);
            }
            Optional<String> complaint = session.serving.other(message);
            if (complaint.isPresent()) {
                return complaint;
            }
            session.serving.advance();
            return facts(session, message, now);
        }

        private Optional<String> facts(SyncSession session, SyncMessage message, long now) {
            if (message instanceof SyncMessage.AdvertiseRoot advert) {
                session.learnRoot(advert.root(), advert.counter(), now);
            } else if (message instanceof SyncMessage.AdvertiseChanges changes) {
                told.heads(session, changes.heads(), now);
                session.followed(changes.until());
            } else if (message instanceof SyncMessage.AdvertisePage page) {
                told.page(session, page, now);
                session.followed(page.counter());
            } else if (message instanceof SyncMessage.AdvertiseRanges advert) {
                told.ranges(session, advert, now);
            } else if (message instanceof SyncMessage.Complete complete && payloads.owns(complete.requestId())) {
                payloads.ended(session.link, complete.requestId(), now);
            } else if (message instanceof SyncMessage.Gone gone && payloads.owns(gone.requestId())) {
                session.movement.moved(now);
            } else if (message instanceof SyncMessage.Complete complete) {
                Optional<String> complaint = planner.complete(session.link, complete, now);
                session.answered(complete.root(), now);
                return complaint;
            } else if (message instanceof SyncMessage.Gone gone) {
                session.movement.heard(now);
                return planner.lacks(session.link, gone.requestId(), gone.author(), Lack.Word.of(gone), now);
            } else if (message instanceof SyncMessage.Bare bare) {
                session.movement.heard(now);
                return planner.lacks(session.link, bare.requestId(), bare.author(), Lack.Word.of(bare), now);
            } else if (message instanceof SyncMessage.Interest interest) {
                return session.interested(interest, now);
            } else if (message instanceof SyncMessage.Confirm confirm) {
                return session.confirms.asked(confirm);
            } else if (message instanceof SyncMessage.Held held) {
                session.confirms.held(held).forEach(head -> told.compare(session, head, now));
            } else if (message instanceof SyncMessage.Fork fork) {
                state.add(new SyncEffect.StoreProof(session.link, fork.proof()));
            }
            return Optional.empty();
        }

        private Optional<String> response(SyncSession session, SyncMessage.Response response, long now) {
            if (!state.packs && response.runs().stream().anyMatch(PackedRun::isPacked)) {
                return Optional.of("it sent a packed run, which this agent did not offer to take");
            }
            List<RunSpan> spans = SyncEngine.this.spans.of(response.runs());
            if (spans.size() != response.runs().size()) {
                return Optional.of("it sent a run that cannot be decoded");
            }
            Optional<String> complaint = planner.arrived(session.link, response, spans, now);
            if (complaint.isPresent()) {
                return complaint;
            }
            session.movement.moved(now);
            spans.forEach(span -> session.heads.holds(span.author(), span.lastSeq()));
            return Optional.empty();
        }

        private Optional<String> request(SyncSession session, SyncMessage.Request request, long now) {
            if (request.authors().isEmpty()) {
                // More credit: what was sent has arrived.
                session.movement.moved(now);
            } else {
                session.movement.heard(now);
            }
            for (var asked : request.authors()) {
                long seq = state.own.seq(asked.author());
                if (seq > 0 && seq == asked.afterSeq() && !asked.afterHash().equals(EventHash.NONE)) {
                    told.compare(session, new AuthorHead(asked.author(), asked.afterSeq(), asked.afterHash()), now);
                }
            }
            return served(session, session.serving.request(request));
        }

        private Optional<String> served(SyncSession session, Optional<String> complaint) {
            session.serving.advance();
            return complaint;
        }
    }
}
