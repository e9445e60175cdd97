package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.sync.SyncEffect;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.ReadTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** One agent of the fleet: a signer, a store that survives, a sync machine that does not. */
final class SimAgent implements SyncEffect.Driver {
    final EventSigner signer;
    final AuthorId author;
    SimStore store;

    /** What the agent told a publisher to be durable. */
    final List<CheckedRun> acknowledged = new ArrayList<>();

    private final SimWorld world;
    private final SpaceId space;
    private final Bytes storeId;
    private final Random random;
    private final Map<AuthorId, SyncMessage.Cursor> cursors = new HashMap<>();
    private SyncEngine engine;
    private int life;
    private boolean forcing;
    private final List<Runnable> afterForce = new ArrayList<>();
    private long ticking = Long.MAX_VALUE;
    private long duplicatesBefore;
    private long receivedBefore;

    SimAgent(SimWorld world, int number, SpaceId space, Random random) {
        byte[] seed = new byte[SeedSigner.SEED_SIZE];
        random.nextBytes(seed);
        this.world = world;
        this.signer = new SeedSigner(Bytes.of(seed));
        this.author = signer.author();
        this.space = space;
        this.storeId = Bytes.utf8("store-%010d".formatted(number));
        this.random = random;
        this.store = new SimStore(space);
        this.engine = engine();
    }

    private SyncEngine engine() {
        SyncEngine fresh = new SyncEngine(
                new SyncEngine.Self(author, space, storeId, "sim"), SyncLimits.STANDARD, LogLimits.STANDARD);
        store.heads().values().forEach(entry -> fresh.holds(entry.getKey(), entry.getValue()));
        fresh.counter(store.position());
        cursors.forEach(fresh::follows);
        store.proofs().forEach(proof -> fresh.frozen(freeze(proof), world.clock.now()));
        fresh.drain();
        return fresh;
    }

    private SyncEngine.Freeze freeze(ForkProof proof) {
        Optional<Map.Entry<AuthorHead, Long>> head =
                Optional.ofNullable(store.heads().get(proof.author()));
        return new SyncEngine.Freeze(
                proof.author(),
                proof.cut(),
                head.map(Map.Entry::getKey),
                head.map(Map.Entry::getValue).orElse(0L),
                proof.encoded());
    }

    /** Loses everything that was not forced, and all links; comes back at once with what the disk holds. */
    void powerCut() {
        life++;
        forcing = false;
        afterForce.clear();
        ticking = Long.MAX_VALUE;
        duplicatesBefore += engine.eventsDuplicate();
        receivedBefore += engine.eventsReceived();
        store = store.afterPowerCut();
        engine = engine();
    }

    long duplicates() {
        return duplicatesBefore + engine.eventsDuplicate();
    }

    long received() {
        return receivedBefore + engine.eventsReceived();
    }

    boolean inSyncWithAll() {
        return engine.reports(world.clock.now()).stream().allMatch(SyncEngine.LinkReport::equal);
    }

    List<SyncEngine.LinkReport> reports() {
        return engine.reports(world.clock.now());
    }

    /** Publishes, unless its own log is cut: who was caught must not sign on. */
    void publish(int events) {
        if (store.cut(author).isPresent()) {
            return;
        }
        List<EventDraft> drafts = IntStream.range(0, events)
                .mapToObj(i -> EventDraft.text("sim.event", Integer.toString(random.nextInt())))
                .toList();
        CheckedRun run = store.publish(signer, drafts);
        world.signed(run);
        force(() -> acknowledged.add(run));
    }

    /** Holds a run that somebody else signed, before any link is up. */
    void hold(CheckedRun run) {
        world.signed(run);
        store.add(run, Optional.empty());
        force(() -> {});
    }

    /** Runs after the next force, unless a power cut comes first. */
    private void force(Runnable then) {
        afterForce.add(then);
        if (forcing) {
            return;
        }
        forcing = true;
        later(1 + random.nextInt(4), () -> {
            forcing = false;
            List<Runnable> waiting = List.copyOf(afterForce);
            afterForce.clear();
            committed(store.force());
            waiting.forEach(Runnable::run);
        });
    }

    private void committed(List<SimStore.Stored> news) {
        List<SyncEngine.Change> changes = new ArrayList<>();
        for (SimStore.Stored stored : news) {
            stored.run().ifPresent(run -> {
                RunSpan span = new RunSpan(run.author(), run.run().firstSeq(), run.count());
                changes.add(new SyncEngine.Change(
                        span,
                        run.hash(run.count() - 1),
                        stored.lastPosition(),
                        run.run().encoded(),
                        stored.from()));
            });
        }
        act(() -> {
            engine.committed(changes, store.position(), world.clock.now());
            for (SimStore.Stored stored : news) {
                stored.proof().ifPresent(proof -> engine.frozen(freeze(proof), world.clock.now()));
            }
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
        long now = world.clock.now();
        long due = engine.wakeAt(now);
        if (due < ticking && due < Long.MAX_VALUE / 2) {
            ticking = due;
            later(due - now, () -> {
                if (ticking == due) {
                    ticking = Long.MAX_VALUE;
                    act(() -> engine.tick(world.clock.now()));
                }
            });
        }
    }

    void opened(long link, AuthorId peer) {
        act(() -> engine.opened(link, peer, 0, world.clock.now()));
    }

    void received(long link, SyncMessage message) {
        act(() -> engine.received(link, message, world.clock.now()));
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
        List<Verdict> verdicts = store.append(ticket.peer(), runs);
        force(() -> act(() -> engine.appended(ticket, verdicts, world.clock.now())));
    }

    @Override
    public void read(ReadTicket ticket) {
        later(
                1,
                () -> act(() -> engine.read(
                        ticket,
                        store.runs(ticket.author(), ticket.afterSeq(), ticket.untilSeq(), ticket.maxBytes()),
                        world.clock.now())));
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
                            if (store.addProof(valid)) {
                                force(() -> {});
                            }
                        },
                        () -> engine.proofRefused(link))));
    }

    @Override
    public void saveCursor(AuthorId peer, SyncMessage.Cursor cursor) {
        cursors.put(peer, cursor);
    }
}
