package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.MemoryLogStore;
import dev.tributary.agent.storage.Ticket;
import dev.tributary.agent.sync.HeadsDigest;
import dev.tributary.agent.sync.LinkReport;
import dev.tributary.agent.sync.SyncEffect;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.ReadTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.PublishException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One agent of the fleet: a signer, a disk that survives, a store and a sync machine that do not. */
final class SimAgent implements SyncEffect.Driver {
    final EventSigner signer;
    final AuthorId author;
    SimStore store;

    /** What the agent told a publisher to be durable. */
    final List<EventRef> acknowledged = new ArrayList<>();

    /** What a planted bug remembers. */
    final Set<AuthorId> believedGone = new HashSet<>();
    /** Whether it takes packed runs. */
    final boolean unpacks;

    /** Whether it begins logs where a peer still keeps them. */
    private boolean startsThere;

    /** Whether it wants the others' events without their payloads. */
    boolean headersOnly;

    private final SimWorld world;
    private final SpaceId space;
    private final Random random;
    private final Map<AuthorId, SyncMessage.Cursor> cursors = new HashMap<>();
    private final Map<AuthorId, Long> compared = new HashMap<>();
    private SyncEngine engine;
    private int life;
    private boolean forcing;
    private final List<Consumer<Optional<String>>> afterForce = new ArrayList<>();
    private long ticking = Long.MAX_VALUE;
    private long duplicatesBefore;
    private long receivedBefore;
    private long wallClockOff;
    private long fence;
    private boolean restored;
    private long promised;
    private long early;
    private long published;
    private boolean fetching;
    private Optional<Bytes> fetched = Optional.empty();

    SimAgent(SimWorld world, int number, SpaceId space, Random random) {
        byte[] seed = new byte[SeedSigner.SEED_SIZE];
        random.nextBytes(seed);
        this.world = world;
        this.signer = new SeedSigner(Bytes.of(seed));
        this.author = signer.author();
        this.space = space;
        this.random = random;
        this.unpacks = !world.plain() && number % 4 != 3;
        this.store = open(new MemoryLogStore(Bytes.utf8("store-%010d".formatted(number))));
        this.engine = engine();
    }

    private SimStore open(MemoryLogStore disk) {
        return new SimStore(disk, signer, world);
    }

    private SyncEngine engine() {
        SyncEngine fresh = new SyncEngine(
                new SyncEngine.Self(author, space, store.disk.storeId(), "sim"),
                SyncLimits.STANDARD,
                LogLimits.STANDARD);
        if (!unpacks) {
            fresh.withoutPacking();
        }
        if (headersOnly) {
            wantHeaders(fresh);
        }
        if (store.lacksPayloads()) {
            lacksPayloads(fresh);
        }
        if (startsThere) {
            fresh.startsThere();
        }
        store.heads().values().forEach(counted -> fresh.holds(counted.head(), counted.counter()));
        fresh.counter(store.position() + (life > 0 && world.has(Bug.COUNTS_AHEAD) ? 50 : 0));
        cursors.forEach((peer, cursor) -> fresh.follows(peer, cursor, compared.getOrDefault(peer, 0L)));
        store.forks().forEach(fork -> fresh.frozen(store.freeze(fork.author(), fork.seq() - 1), now()));
        fresh.drain();
        return fresh;
    }

    /** From now on it wants the others' events without their payloads. */
    void wantHeaders() {
        headersOnly = true;
        wantHeaders(engine);
    }

    /** From now on it begins logs where a peer still keeps them. */
    void startThere() {
        startsThere = true;
        engine.startsThere();
    }

    /** Deletes the payloads of an author's runs up to {@code untilSeq}. */
    void dropPayloads(AuthorId of, long untilSeq) {
        store.dropPayloads(of, untilSeq);
        lacksPayloads(engine);
    }

    private void lacksPayloads(SyncEngine machine) {
        if (!world.has(Bug.LOSES_PAYLOADS) && !world.has(Bug.SERVES_BARE_RUNS)) {
            machine.lacksPayloads();
        }
    }

    private void wantHeaders(SyncEngine machine) {
        lacksPayloads(machine);
        world.agents.forEach(agent -> machine.wants(agent.author, Wanted.ALL.headersOnly()));
    }

    /** Loses everything that was not forced, and all links; comes back at once with what the disk holds. */
    void powerCut() {
        restart(open(store.disk));
    }

    /** The power fails inside a commit: any part of it may be on the disk, and nobody was told of it. */
    void failInCommit() {
        store.disk.failNextCommit(random.nextInt(4));
        try {
            store.commit(now());
        } catch (IOException expected) {
            // Whatever part of it is on the disk is found at the start.
        }
    }

    /** A copy of the disk as it is now. */
    MemoryLogStore backup() {
        return store.disk.copy(Bytes.utf8("restored%08d".formatted(random.nextInt(100_000_000))));
    }

    /** Comes back with what an old copy of the disk holds, and publishes nothing before its own log is whole again. */
    void restore(MemoryLogStore backup) {
        fence = Math.max(fence, store.seq(author));
        restored = true;
        restart(open(backup));
    }

    /** True once its disk was replaced by an older one: what only it had is lost. */
    boolean wasRestored() {
        return restored;
    }

    private void restart(SimStore survivor) {
        life++;
        forcing = false;
        afterForce.clear();
        ticking = Long.MAX_VALUE;
        duplicatesBefore += engine.eventsDuplicate();
        receivedBefore += engine.eventsReceived();
        // A failure that was planned and did not come to pass stays with the life that has ended.
        survivor.disk.failNextCommit(-1);
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

    /** The root over what it holds. */
    SyncMessage.Root root() {
        HeadsDigest digest = new HeadsDigest();
        store.heads().values().forEach(counted -> digest.add(counted.head()));
        return digest.root();
    }

    long duplicates() {
        return duplicatesBefore + engine.eventsDuplicate();
    }

    long received() {
        return receivedBefore + engine.eventsReceived();
    }

    /** How many runs came before their predecessor. */
    long early() {
        return early;
    }

    int requestsInFlight() {
        return engine.requestsInFlight();
    }

    boolean inSyncWithAll() {
        return reports().stream().allMatch(LinkReport::equal);
    }

    Map<AuthorId, Long> gone() {
        return engine.gone();
    }

    List<LinkReport> reports() {
        return engine.reports(now());
    }

    /** Publishes, unless its own log is cut or not whole, or its disk has failed: who was caught must not sign on. */
    void publish(int events) {
        if (store.cut(author).isPresent() || !store.problem().isEmpty() || store.seq(author) < fence) {
            return;
        }
        Ticket ticket;
        try {
            ticket = store.publish(drafts(events));
        } catch (PublishException e) {
            // A proof against it is on its way to the disk.
            Check.same(e.reason(), PublishException.Reason.FROZEN, () -> "why nothing is published");
            return;
        }
        if (world.has(Bug.ACKNOWLEDGES_BEFORE_FORCE)) {
            promised += events;
        }
        published++;
        force(problem -> {
            if (problem.isEmpty() && store.cut(author).isEmpty()) {
                acknowledged.addAll(ticket.refs());
            }
        });
    }

    /** How often it published. */
    long published() {
        return published;
    }

    /** How many events its publishers take for durable. */
    long promised() {
        return Math.max(promised, acknowledged.size());
    }

    List<EventDraft> drafts(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> EventDraft.text("sim.event", Integer.toString(random.nextInt())))
                .toList();
    }

    /** Holds a run that somebody signed elsewhere. */
    void hold(CheckedRun run) {
        world.signed(run);
        store.append(run.author(), List.of(run.run().encoded()), Terms.WHOLE, now());
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
            if (!run.run().run().hasPayloads()) {
                lacksPayloads(engine);
            }
            if (run.from().isEmpty()) {
                world.signed(run.run());
            }
            RunSpan span = new RunSpan(run.head().author(), run.run().run().firstSeq(), run.shown());
            Bytes pushed = run.isCut() ? Bytes.EMPTY : run.run().run().encoded();
            Bytes carried = run.isCut() ? Bytes.EMPTY : run.run().run().carried();
            changes.add(
                    new SyncEngine.Change(span, run.head().hash(), run.lastPosition(), pushed, carried, run.from()));
        }
        act(() -> {
            engine.committed(changes, committed.counter(), now());
            if (!world.has(Bug.SERVES_QUARANTINED)) {
                committed.forks().forEach(proof -> engine.frozen(store.freeze(proof.author(), proof.cut()), now()));
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

    void arriving(long link) {
        act(() -> engine.arriving(link, false, now()));
    }

    void writable(long link, boolean writable) {
        act(() -> engine.writable(link, writable || world.has(Bug.IGNORES_FULL_LINKS)));
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
        long position = store.position();
        Terms terms = world.has(Bug.LOSES_PAYLOADS) ? Terms.ANY : ticket.terms();
        List<Verdict> verdicts = store.append(ticket.peer(), runs, terms, now());
        early += verdicts.stream().filter(Verdict.Gap.class::isInstance).count();
        if (world.has(Bug.TELLS_BEFORE_FORCE)) {
            tellEarly(verdicts, position, ticket.peer());
        }
        force(problem -> act(() -> {
            if (problem.isEmpty()) {
                engine.appended(ticket, verdicts, now());
            } else {
                engine.appendFailed(ticket, problem, now());
            }
        }));
    }

    private void tellEarly(List<Verdict> verdicts, long position, AuthorId peer) {
        long next = position;
        List<SyncEngine.Change> changes = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Accepted accepted) {
                CheckedRun run = accepted.run();
                next += run.count();
                RunSpan span = new RunSpan(run.author(), run.run().firstSeq(), run.count());
                changes.add(new SyncEngine.Change(
                        span,
                        run.head().hash(),
                        next,
                        run.run().encoded(),
                        run.run().carried(),
                        Optional.of(peer)));
            }
        }
        long counter = next;
        later(0, () -> act(() -> engine.committed(changes, counter, now())));
    }

    /** The payload of an event that is looked for at peers since this was asked first; empty until it has come. */
    Optional<Bytes> fetched(EventRef event) {
        if (!fetching) {
            fetching = true;
            act(() -> engine.fetchPayload(1, event, now()));
        }
        return fetched;
    }

    @Override
    public void payloadFound(long ticket, Optional<Bytes> payload) {
        fetched = payload;
    }

    @Override
    public void read(ReadTicket ticket) {
        later(1, () -> act(() -> engine.read(ticket, runs(ticket), now())));
    }

    private List<Bytes> runs(ReadTicket ticket) {
        long early = world.has(Bug.SERVES_ONE_TOO_MANY) && ticket.afterSeq() > 0 ? 1 : 0;
        List<Bytes> runs = store.runs(
                ticket.author(), ticket.afterSeq() - early, ticket.untilSeq(), ticket.maxBytes(), ticket.packed());
        boolean withheld = world.has(Bug.WITHHOLDS_THE_TAIL) && !runs.isEmpty();
        return withheld ? runs.subList(0, runs.size() - 1) : runs;
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
    public void readProof(long link, AuthorId of) {
        later(1, () -> act(() -> engine.proofRead(link, of, store.proof(of).map(ForkProof::encoded))));
    }

    @Override
    public void saveCursor(AuthorId peer, SyncMessage.Cursor cursor, long comparedAt) {
        cursors.put(peer, cursor);
        compared.put(peer, comparedAt);
    }
}
