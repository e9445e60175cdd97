package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.storage.MemoryLogStore;
import dev.tributary.agent.storage.Ticket;
import dev.tributary.agent.sync.SyncEffect;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.ReadTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One agent of the fleet: a signer, a disk that survives, a store and a sync machine that do not. */
final class SimAgent implements SyncEffect.Driver {
    final EventSigner signer;
    final AuthorId author;
    SimStore store;

    /** What the agent told a publisher to be durable. */
    final List<EventRef> acknowledged = new ArrayList<>();

    private final SimWorld world;
    private final SpaceId space;
    private final Random random;
    private final Map<AuthorId, SyncMessage.Cursor> cursors = new HashMap<>();
    private SyncEngine engine;
    private int life;
    private boolean forcing;
    private final List<Consumer<Optional<String>>> afterForce = new ArrayList<>();
    private long ticking = Long.MAX_VALUE;
    private long duplicatesBefore;
    private long receivedBefore;
    private long wallClockOff;

    SimAgent(SimWorld world, int number, SpaceId space, Random random) {
        byte[] seed = new byte[SeedSigner.SEED_SIZE];
        random.nextBytes(seed);
        this.world = world;
        this.signer = new SeedSigner(Bytes.of(seed));
        this.author = signer.author();
        this.space = space;
        this.random = random;
        this.store = new SimStore(new MemoryLogStore(Bytes.utf8("store-%010d".formatted(number))), space, signer);
        this.engine = engine();
    }

    private SyncEngine engine() {
        SyncEngine fresh = new SyncEngine(
                new SyncEngine.Self(author, space, store.disk.storeId(), "sim"),
                SyncLimits.STANDARD,
                LogLimits.STANDARD);
        store.heads().values().forEach(counted -> fresh.holds(counted.head(), counted.counter()));
        fresh.counter(store.position());
        cursors.forEach(fresh::follows);
        store.proofs().forEach(proof -> fresh.frozen(freeze(proof), world.clock.now()));
        fresh.drain();
        return fresh;
    }

    private SyncEngine.Freeze freeze(ForkProof proof) {
        Optional<CountedHead> head = Optional.ofNullable(store.heads().get(proof.author()));
        return new SyncEngine.Freeze(
                proof.author(),
                proof.cut(),
                head.map(CountedHead::head),
                head.map(CountedHead::counter).orElse(0L),
                proof.encoded());
    }

    /** Loses everything that was not forced, and all links; comes back at once with what the disk holds. */
    void powerCut() {
        restart(store.afterPowerCut());
    }

    /** The power fails inside a commit: any part of it may be on the disk, and nobody was told of it. */
    void powerCutInCommit() {
        store.disk.failNextCommit(random.nextInt(4));
        try {
            store.commit(now());
        } catch (IOException expected) {
            // Whatever part of it is on the disk is found at the start.
        }
        powerCut();
    }

    /** Comes back with what an old copy of the disk holds. */
    void restore(MemoryLogStore backup) {
        restart(store.restored(backup.backup()));
    }

    private void restart(SimStore survivor) {
        life++;
        forcing = false;
        afterForce.clear();
        ticking = Long.MAX_VALUE;
        duplicatesBefore += engine.eventsDuplicate();
        receivedBefore += engine.eventsReceived();
        store = survivor;
        world.signed(author, store);
        engine = engine();
    }

    /** The disk fails at the next commit: the agent only reads until it is started again. */
    void diskError() {
        store.disk.failNextCommit(0);
    }

    /** The wall clock is set; it is a hint and nothing depends on it. */
    void wallClock(long millisOff) {
        wallClockOff = millisOff;
    }

    private long now() {
        return world.clock.now();
    }

    long duplicates() {
        return duplicatesBefore + engine.eventsDuplicate();
    }

    long received() {
        return receivedBefore + engine.eventsReceived();
    }

    int requestsInFlight() {
        return engine.requestsInFlight();
    }

    boolean inSyncWithAll() {
        return reports().stream().allMatch(SyncEngine.LinkReport::equal);
    }

    List<SyncEngine.LinkReport> reports() {
        return engine.reports(now());
    }

    /** Publishes, unless its own log is cut or its disk has failed: who was caught must not sign on. */
    void publish(int events) {
        if (store.cut(author).isPresent() || !store.problem().isEmpty()) {
            return;
        }
        Ticket ticket = store.publish(drafts(events));
        force(problem -> {
            if (problem.isEmpty()) {
                acknowledged.addAll(ticket.refs());
            }
        });
    }

    List<EventDraft> drafts(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> EventDraft.text("sim.event", Integer.toString(random.nextInt())))
                .toList();
    }

    /** Holds a run that somebody signed elsewhere. */
    void hold(CheckedRun run) {
        world.signed(run);
        store.append(run.author(), List.of(run.run().encoded()), now());
        force(problem -> {});
    }

    /** Runs after the next force, with the store's problem if it failed, unless a power cut comes first. */
    private void force(Consumer<Optional<String>> then) {
        afterForce.add(then);
        if (forcing) {
            return;
        }
        forcing = true;
        later(1 + random.nextInt(4), () -> {
            forcing = false;
            List<Consumer<Optional<String>>> waiting = List.copyOf(afterForce);
            afterForce.clear();
            Optional<String> problem = Optional.empty();
            try {
                committed(store.commit(Math.max(0, now() + wallClockOff)));
            } catch (IOException e) {
                problem = Optional.of(store.problem());
            }
            for (Consumer<Optional<String>> waiter : waiting) {
                waiter.accept(problem);
            }
        });
    }

    private void committed(Committed committed) {
        List<SyncEngine.Change> changes = new ArrayList<>();
        for (Committed.CommittedRun run : committed.runs()) {
            if (run.from().isEmpty()) {
                world.signed(run.run());
            }
            RunSpan span = new RunSpan(run.head().author(), run.run().run().firstSeq(), run.shown());
            Bytes pushed = run.isCut() ? Bytes.EMPTY : run.run().run().encoded();
            changes.add(new SyncEngine.Change(span, run.head().hash(), run.lastPosition(), pushed, run.from()));
        }
        act(() -> {
            engine.committed(changes, committed.counter(), now());
            committed.forks().forEach(proof -> engine.frozen(freeze(proof), now()));
        });
    }

    private void later(long millis, Runnable task) {
        int born = life;
        world.clock.after(millis, () -> {
            if (born == life) {
                task.run();
            }
        });
    }

    private void act(Runnable input) {
        input.run();
        for (List<SyncEffect> todo = engine.drain(); !todo.isEmpty(); todo = engine.drain()) {
            todo.forEach(effect -> effect.applyTo(this));
        }
        long now = now();
        long due = engine.wakeAt(now);
        if (due < ticking && due < Long.MAX_VALUE / 2) {
            ticking = due;
            later(due - now, () -> {
                if (ticking == due) {
                    ticking = Long.MAX_VALUE;
                    act(() -> engine.tick(now()));
                }
            });
        }
    }

    void opened(long link, AuthorId peer) {
        act(() -> engine.opened(link, peer, now() + wallClockOff, now()));
    }

    void received(long link, SyncMessage message) {
        act(() -> engine.received(link, message, now()));
    }

    void writable(long link, boolean writable) {
        act(() -> engine.writable(link, writable));
    }

    void closed(long link) {
        act(() -> engine.closed(link));
    }

    @Override
    public void send(long link, SyncMessage message) {
        world.send(this, link, message);
    }

    @Override
    public void append(AppendTicket ticket, List<Bytes> runs) {
        if (!store.problem().isEmpty()) {
            later(1, () -> act(() -> engine.appendFailed(ticket, Optional.of(store.problem()), now())));
            return;
        }
        List<Verdict> verdicts = store.append(ticket.peer(), runs, now());
        force(problem -> act(() -> {
            if (problem.isEmpty()) {
                engine.appended(ticket, verdicts, now());
            } else {
                engine.appendFailed(ticket, problem, now());
            }
        }));
    }

    @Override
    public void read(ReadTicket ticket) {
        later(
                1,
                () -> act(() -> engine.read(
                        ticket,
                        store.runs(ticket.author(), ticket.afterSeq(), ticket.untilSeq(), ticket.maxBytes()),
                        now())));
    }

    @Override
    public void close(long link, String reason, boolean penalty) {
        world.close(link, reason, penalty, this);
    }

    @Override
    public void storeProof(long link, Bytes proof) {
        Optional<ForkProof> verified = ForkProof.verify(proof, LogLimits.STANDARD);
        later(
                1,
                () -> act(() -> verified.ifPresentOrElse(
                        valid -> {
                            engine.proofArrived(link, valid.author(), valid.cut());
                            if (store.problem().isEmpty() && store.addProof(valid, now())) {
                                force(problem -> {});
                            }
                        },
                        () -> engine.proofRefused(link))));
    }

    @Override
    public void saveCursor(AuthorId peer, SyncMessage.Cursor cursor) {
        cursors.put(peer, cursor);
    }
}
