package dev.tributary.agent.replication;

import dev.tributary.agent.Addresses;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.network.LinkEvent;
import dev.tributary.agent.network.Network;
import dev.tributary.agent.network.PeerLink;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.FencedLog;
import dev.tributary.agent.storage.HeadsView;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.sync.Differences;
import dev.tributary.agent.sync.Early;
import dev.tributary.agent.sync.LinkReport;
import dev.tributary.agent.sync.Stall;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the sync machine on one event loop. Deploy it before the network verticle: a link that opens earlier would not
 * be greeted.
 */
public final class SyncVerticle extends VerticleBase implements Replication {
    private static final Logger LOG = LoggerFactory.getLogger(SyncVerticle.class);
    private static final long REPORT_MILLIS = 250;

    /** What became proven, or ceased to be, is told sooner, but not more often than this. */
    private static final long TURN_MILLIS = 10;

    /** Of what is missing in the store, this much is looked after at a time. */
    private static final int MENDED_AT_ONCE = 256;

    private static final int MENDED_EVENTS = 4_096;

    /** Peers that have not told that they hold the own log are asked this often. */
    private static final long ASK_MILLIS = 10_000;

    /** What peers hold is written this often, and at the end. */
    private static final long SAVE_MILLIS = 60_000;

    private final Parts parts;
    private final SyncEngine engine;
    private final SyncEffects effects;
    private final PeerWaits waits;
    private final KnownCopies known;
    private long copiesSeen;
    private long askAt;
    private long saveAt;
    private final StallLog stalls = new StallLog();
    private volatile List<PeerSync> peers = List.of();
    private volatile SyncCounters counters = new SyncCounters(0, 0, 0, Map.of(), 0, new Early(0, 0, 0));
    private long timer = -1;
    private long timerDue = Long.MAX_VALUE;
    private boolean working;
    private long turnsTold;
    private long reportedAt;

    /**
     * What the verticle works with.
     *
     * @param agent product and version, told to peers
     * @param board where what peers hold is shown
     */
    public record Parts(
            Storage storage, Network network, AuthorId author, SpaceId space, String agent, CopyBoard board) {}

    public SyncVerticle(Parts parts, SyncLimits limits, LogLimits logLimits) {
        this.parts = parts;
        HeadsView view = parts.storage().heads();
        this.engine = new SyncEngine(
                new SyncEngine.Self(parts.author(), parts.space(), view.storeId(), parts.agent()), limits, logLimits);
        this.effects = new SyncEffects(parts, engine, this::act, logLimits);
        this.waits = new PeerWaits(parts.author(), engine.copies()::seqs);
        this.known = new KnownCopies(parts.storage(), parts.author(), engine.copies());
    }

    /** What is wanted from some peers; to be said before it is deployed. */
    public void wants(Map<AuthorId, Wanted> wanted) {
        wanted.forEach(engine::wants);
    }

    /** Stored runs may lack payloads; to be said before it is deployed. */
    public void lacksPayloads() {
        engine.lacksPayloads();
    }

    /** A log whose next events no linked peer keeps is begun where one still does; before it is deployed. */
    public void startsThere() {
        engine.startsThere();
    }

    /** Packed runs are neither taken nor served; to be said before it is deployed. */
    public void withoutPacking() {
        engine.withoutPacking();
    }

    /** What decides whether this agent signs, and wants to know how far peers hold its log; before it is deployed. */
    public void guards(FencedLog fence) {
        effects.guards(fence);
    }

    @Override
    public Future<?> start() {
        Addresses.COMMITTED.listen(vertx, this::committed);
        HeadsView view = parts.storage().heads();
        view.heads().values().forEach(counted -> engine.holds(counted.head(), counted.counter()));
        engine.counter(view.counter());
        Cursors.load(parts.storage(), engine, System.currentTimeMillis(), now());
        Set<AuthorId> peers =
                parts.network().peers().stream().map(PeerLink::key).collect(Collectors.toSet());
        known.load(peers, ownSeq());
        parts.storage().forks().forEach(fork -> freeze(fork.author(), fork.seq() - 1));
        engine.drain();
        Addresses.LINKS.listen(vertx, this::link);
        vertx.setPeriodic(REPORT_MILLIS, id -> report());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        act(engine::stop);
        waits.close();
        return known.save().otherwiseEmpty().compose(saved -> effects.saved());
    }

    private long ownSeq() {
        HeadsView.CountedHead head = parts.storage().heads().heads().get(parts.author());
        return head == null ? 0 : head.head().seq();
    }

    /** Gives the machine an input, then carries out what follows from it. */
    private void act(Runnable input) {
        input.run();
        if (working) {
            return;
        }
        working = true;
        try {
            for (var todo = engine.drain(); !todo.isEmpty(); todo = engine.drain()) {
                todo.forEach(effect -> effect.applyTo(effects));
            }
        } finally {
            working = false;
        }
        lookForCopies();
        wake();
        if (engine.turns() != turnsTold && now() - reportedAt >= TURN_MILLIS) {
            report();
        }
    }

    /** Who waits is answered as soon as peers have told enough, and they are asked for what is still waited for. */
    private void lookForCopies() {
        if (copiesSeen != engine.copies().changes()) {
            copiesSeen = engine.copies().changes();
            waits.look();
            askFor(parts.author(), waits.highest());
        }
    }

    private void askFor(AuthorId author, long seq) {
        if (seq > 0) {
            act(() -> engine.confirm(author, seq));
        }
    }

    private void wake() {
        long now = now();
        long due = engine.wakeAt(now);
        if (due >= timerDue) {
            return;
        }
        vertx.cancelTimer(timer);
        timerDue = due;
        timer = vertx.setTimer(Math.max(1, due - now), id -> {
            timerDue = Long.MAX_VALUE;
            act(() -> engine.tick(now()));
        });
    }

    private void link(LinkEvent event) {
        if (event instanceof LinkEvent.Opened opened) {
            act(() -> engine.opened(opened.link(), opened.peer(), System.currentTimeMillis(), now()));
        } else if (event instanceof LinkEvent.Received received) {
            act(() -> engine.received(received.link(), received.message(), now()));
        } else if (event instanceof LinkEvent.Arriving arriving) {
            act(() -> engine.arriving(arriving.link(), arriving.taken(), now()));
        } else if (event instanceof LinkEvent.Writable writable) {
            act(() -> engine.writable(writable.link(), writable.writable()));
        } else if (event instanceof LinkEvent.TakenOver taken) {
            effects.twin(taken.peer());
        } else if (event instanceof LinkEvent.Down down) {
            effects.forget(down.link());
            act(() -> engine.closed(down.link()));
        }
    }

    private void committed(Committed committed) {
        List<SyncEngine.Change> changes = new ArrayList<>(committed.runs().size());
        for (Committed.CommittedRun run : committed.runs()) {
            if (!run.run().run().hasPayloads()) {
                engine.lacksPayloads();
            }
            AuthorHead head = run.head();
            RunSpan span = new RunSpan(head.author(), run.run().run().firstSeq(), run.shown());
            Bytes pushed = run.isCut() ? Bytes.EMPTY : run.run().run().encoded();
            Bytes carried = run.isCut() ? Bytes.EMPTY : run.run().run().carried();
            changes.add(new SyncEngine.Change(span, head.hash(), run.lastPosition(), pushed, carried, run.from()));
        }
        act(() -> {
            engine.committed(changes, committed.counter(), now());
            committed.forks().forEach(proof -> freeze(proof.author(), proof.cut()));
        });
    }

    private void freeze(AuthorId author, long cut) {
        Optional<HeadsView.CountedHead> head =
                Optional.ofNullable(parts.storage().heads().heads().get(author));
        engine.frozen(
                new SyncEngine.Freeze(
                        author,
                        cut,
                        head.map(HeadsView.CountedHead::head),
                        head.map(HeadsView.CountedHead::counter).orElse(0L)),
                now());
    }

    private void mend(long now) {
        List<RunSpan> holes = parts.storage().holes().stream()
                .limit(MENDED_AT_ONCE)
                .map(hole -> new RunSpan(hole.author(), hole.firstSeq(), (int) Math.min(hole.count(), MENDED_EVENTS)))
                .toList();
        if (!holes.isEmpty()) {
            act(() -> engine.missing(holes, now));
        }
    }

    private void report() {
        long now = now();
        reportedAt = now;
        turnsTold = engine.turns();
        Instant wall = Instant.now();
        if (effects.storeRecovered()) {
            act(() -> engine.storeWorks(now));
        }
        mend(now);
        copies(now);
        List<PeerSync> reports = new ArrayList<>();
        List<LinkReport> links = engine.reports(now);
        Set<AuthorId> paused = links.stream().anyMatch(LinkReport::stalled) ? paused() : Set.of();
        effects.look(links);
        for (LinkReport link : links) {
            Optional<Instant> proof = link.lastProof().isPresent()
                    ? Optional.of(
                            wall.minus(Duration.ofMillis(now - link.lastProof().getAsLong())))
                    : Optional.empty();
            double behind = (now - link.behindSince().orElse(now)) / 1_000.0;
            reports.add(new PeerSync(
                    link.peer(),
                    link.equal(),
                    proof,
                    link.eventsBehind(),
                    behind,
                    paused.contains(link.peer()) ? Optional.empty() : link.stall(),
                    link.reason()));
        }
        reports.sort(Comparator.comparing(PeerSync::peer));
        peers = List.copyOf(reports);
        stalls.look(peers, now, LOG::warn, LOG::info);
        Map<Stall, Long> stalled = reports.stream()
                .flatMap(report -> report.stall().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        counters = new SyncCounters(
                engine.eventsReceived(),
                engine.eventsDuplicate(),
                engine.requestsInFlight(),
                stalled,
                links.stream().mapToInt(LinkReport::heads).sum(),
                engine.early());
    }

    /** Who may be told no more than roots: it is no wonder that nothing moves. */
    private Set<AuthorId> paused() {
        return parts.network().peers().stream()
                .filter(link -> !link.pause().isEmpty())
                .map(PeerLink::key)
                .collect(Collectors.toSet());
    }

    /** What is waited for too long, asked for, shown to others and to be kept; which logs the store has no room for. */
    private void copies(long now) {
        act(() -> engine.noRoom(parts.storage().fullLogs(), now));
        waits.expire(now);
        parts.board().takeAsked(this::askFor);
        if (now - askAt >= ASK_MILLIS) {
            askAt = now;
            askFor(parts.author(), ownSeq());
        }
        parts.board().show(parts.author(), engine.copies());
        if (now - saveAt >= SAVE_MILLIS) {
            saveAt = now;
            known.save().onFailure(failure -> LOG.debug("cannot remember what peers hold", failure));
        }
    }

    @Override
    public Future<Integer> held(long seq, int peers, long millis) {
        return Future.future(answer -> context.runOnContext(go -> {
            waits.add(seq, peers, now() + millis).onComplete(answer);
            waits.look();
            askFor(parts.author(), waits.highest());
        }));
    }

    @Override
    public Future<Void> forget(AuthorId peer) {
        return Future.future(done -> context.runOnContext(go -> {
            act(() -> engine.copies().forget(peer));
            known.save().<Void>mapEmpty().onComplete(done);
        }));
    }

    @Override
    public long heldBy(int peers) {
        return parts.board().heldBy(parts.author(), peers);
    }

    @Override
    public List<PeerSync> peers() {
        return peers;
    }

    @Override
    public Future<Optional<Differences>> differences(AuthorId peer, Optional<AuthorId> after, int limit) {
        return Future.future(
                answer -> context.runOnContext(go -> answer.complete(engine.differences(peer, after, limit))));
    }

    @Override
    public Future<Void> wants(AuthorId peer, Wanted wanted) {
        return Future.future(said -> context.runOnContext(go -> {
            if (!wanted.payloads()) {
                engine.lacksPayloads();
            }
            engine.wants(peer, wanted);
            said.complete();
        }));
    }

    @Override
    public Future<Void> lacksSome() {
        return Future.future(said -> context.runOnContext(go -> {
            engine.lacksPayloads();
            said.complete();
        }));
    }

    @Override
    public Future<Optional<Bytes>> payload(EventRef event) {
        return Future.future(
                answer -> context.runOnContext(go -> effects.payload(event).onComplete(answer)));
    }

    @Override
    public SyncCounters counters() {
        return counters;
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
