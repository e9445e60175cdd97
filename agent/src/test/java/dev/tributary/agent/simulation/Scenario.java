package dev.tributary.agent.simulation;

import dev.tributary.agent.storage.MemoryLogStore;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A fleet under load for a while, with or without troubles, then quiet until it has settled. */
final class Scenario {
    static final int LOAD_MILLIS = 20_000;
    private static final long SETTLE_MILLIS = 180_000;
    private static final int SETTLE_ROUNDS = 5;
    private static final int LARGE_ONE_IN = 40;

    /** What a meeting costs before any event: greeting, first adverts, proof, and the roots of quiet minutes. */
    private static final int MEETING = 20;

    private static final int MESSAGES = 3;
    private static final int MESSAGES_PER_AUTHOR = 8;
    private static final int MOST_ROUNDS = 3;

    final long seed;
    final SimWorld world;
    final Topology topology;
    final List<Topology.Pair> pairs;
    final Random random;

    /** With a {@code bug} in every honest agent. */
    Scenario(long seed, Optional<Bug> bug) {
        this.seed = seed;
        this.random = new Random(seed * 31 + 7);
        this.topology = Topology.ALL.get(random.nextInt(Topology.ALL.size()));
        boolean large = random.nextInt(LARGE_ONE_IN) == 0;
        int size = large ? 8 + random.nextInt(topology.most() - 7) : 2 + random.nextInt(6);
        this.world = new SimWorld(seed, size, bug);
        this.pairs = topology.pairs(size, random);
    }

    int size() {
        return world.agents.size();
    }

    SimAgent someAgent() {
        return world.agents.get(random.nextInt(size()));
    }

    private Topology.Pair somePair() {
        return pairs.get(random.nextInt(pairs.size()));
    }

    private void sometime(Runnable trouble) {
        world.clock.after(random.nextInt(LOAD_MILLIS), trouble);
    }

    /** All links come up within the first second, some events are there before. */
    void begin() {
        world.agents.forEach(agent -> agent.publish(1 + random.nextInt(200)));
        connectAll();
    }

    void connectAll() {
        pairs.forEach(pair -> world.clock.after(random.nextInt(1_000), () -> world.connect(pair.left(), pair.right())));
    }

    /** Events by random agents at random moments. */
    void load(int publishes) {
        for (int i = 0; i < publishes; i++) {
            SimAgent agent = someAgent();
            int events = random.nextInt(10) == 0 ? 1 + random.nextInt(200) : 1;
            // Many while the links come up: then live events meet backlog.
            int within = random.nextBoolean() ? LOAD_MILLIS : 2_000;
            world.clock.after(random.nextInt(within), () -> agent.publish(events));
        }
    }

    /** Links go down and come back; each trouble ends before the quiet time begins. */
    void flaps(int times) {
        for (int i = 0; i < times; i++) {
            Topology.Pair pair = somePair();
            int at = random.nextInt(LOAD_MILLIS);
            world.clock.after(at, () -> world.cut(pair.left(), pair.right()));
            world.clock.after(at + 100 + random.nextInt(5_000), () -> world.connect(pair.left(), pair.right()));
        }
    }

    /** One or both sides of a link are not heard any more, until somebody gives it up. */
    void silences(int times) {
        for (int i = 0; i < times; i++) {
            Topology.Pair pair = somePair();
            boolean both = random.nextBoolean();
            int at = random.nextInt(LOAD_MILLIS);
            int noticed = at + 500 + random.nextInt(10_000);
            world.clock.after(at, () -> world.silence(pair.left(), pair.right(), both));
            world.clock.after(noticed, () -> world.cut(pair.left(), pair.right()));
            world.clock.after(noticed + 500, () -> world.connect(pair.left(), pair.right()));
        }
    }

    /** The way between two agents changes: a device goes about. */
    void moves(int times) {
        for (int i = 0; i < times; i++) {
            int one = random.nextInt(size());
            int other = random.nextInt(size());
            if (one != other) {
                int at = random.nextInt(LOAD_MILLIS);
                world.clock.after(at, () -> world.connect(Math.min(one, other), Math.max(one, other)));
                world.clock.after(at + 2_000, () -> world.cut(Math.min(one, other), Math.max(one, other)));
            }
        }
    }

    /** Every few seconds all links are others: whoever meets, meets for a while only. */
    void wander() {
        for (int at = 0; at < LOAD_MILLIS; at += 2_000 + random.nextInt(4_000)) {
            List<Topology.Pair> now = Topology.RANDOM.pairs(size(), random);
            world.clock.after(at, () -> {
                world.cutAll();
                now.forEach(pair -> world.connect(pair.left(), pair.right()));
            });
        }
        world.clock.after(LOAD_MILLIS, () -> {
            world.cutAll();
            connectAll();
        });
    }

    /** The part up to {@code border} is alone for longer than there is news. */
    void part(int border) {
        for (Topology.Pair pair : across(border)) {
            world.clock.after(3_000, () -> world.cut(pair.left(), pair.right()));
            world.clock.after(LOAD_MILLIS + 8_000, () -> world.connect(pair.left(), pair.right()));
        }
    }

    /**
     * Without a fault each publish costs a link three messages at most, events and roots and adverts and answers taken
     * together; and each side tells the other once of each head.
     */
    void assertFrugal() {
        long links = pairs.size();
        long publishes = world.agents.stream().mapToLong(SimAgent::published).sum();
        long most = links * (MEETING + MESSAGES * publishes);
        Check.that(world.delivered() <= most, () -> name() + ": " + world.delivered() + " messages, not " + most);
        long heads = world.rounds().heads();
        long once = 2 * links * (size() + publishes);
        Check.that(heads <= once, () -> name() + ": " + heads + " heads told, not " + once);
    }

    private List<Topology.Pair> across(int border) {
        return pairs.stream()
                .filter(pair -> pair.left() < border && pair.right() >= border)
                .toList();
    }

    /** After a parting each author takes a few rounds on the links between the parts, and few messages in all. */
    void assertHealedInFewRounds(int border) {
        for (Topology.Pair pair : across(border)) {
            long link = world.link(pair.left(), pair.right());
            int rounds = world.rounds().most(link);
            Check.that(rounds <= MOST_ROUNDS, () -> name() + ": " + rounds + " rounds to heal");
            int messages = world.rounds().messages(link);
            int most = MEETING + MESSAGES_PER_AUTHOR * size();
            Check.that(messages <= most, () -> name() + ": " + messages + " messages to heal, not " + most);
        }
    }

    void powerCuts(int times) {
        for (int i = 0; i < times; i++) {
            int victim = random.nextInt(size());
            if (random.nextBoolean()) {
                sometime(() -> world.powerCut(victim));
            } else {
                sometime(() -> world.powerCutInCommit(victim));
            }
        }
    }

    /** A disk fails; somebody notices and starts the agent again. */
    void diskErrors(int times) {
        for (int i = 0; i < times; i++) {
            int victim = random.nextInt(size());
            int at = random.nextInt(LOAD_MILLIS);
            world.clock.after(at, world.agents.get(victim)::diskError);
            world.clock.after(at + 1_000 + random.nextInt(5_000), () -> world.powerCut(victim));
        }
    }

    void restores(int times) {
        for (int i = 0; i < times; i++) {
            int victim = random.nextInt(size());
            int saved = random.nextInt(LOAD_MILLIS);
            world.clock.after(saved, () -> {
                MemoryLogStore backup = world.agents.get(victim).backup();
                world.clock.after(random.nextInt(LOAD_MILLIS - saved), () -> world.restore(victim, backup));
            });
        }
    }

    void clockJumps(int times) {
        for (int i = 0; i < times; i++) {
            SimAgent agent = someAgent();
            long off = (random.nextLong() >>> 24) - (1L << 39);
            sometime(() -> agent.wallClock(off));
        }
    }

    /** Whatever happened, at the end all links are up. */
    void run() {
        world.clock.runUntil(world.clock.now() + LOAD_MILLIS + 12_000);
        for (int round = 0; round < SETTLE_ROUNDS; round++) {
            pairs.forEach(pair -> world.connect(pair.left(), pair.right()));
            world.clock.runUntil(world.clock.now() + SETTLE_MILLIS / SETTLE_ROUNDS);
        }
    }

    String name() {
        return "seed " + seed + ", " + size() + " agents in a " + topology;
    }

    void assertConverged() {
        Map<AuthorId, AuthorHead> expected = heads(world.agents.get(0));
        for (SimAgent agent : world.agents) {
            Check.same(heads(agent), expected, () -> name() + ": heads");
        }
    }

    /** Who reaches each other around the {@code liar} holds the same of each other's logs. */
    void assertHonestConverged(SimAgent liar) {
        int[] part = Topology.parts(size(), pairs, world.agents.indexOf(liar));
        for (int reader = 0; reader < size(); reader++) {
            for (int writer = 0; writer < size(); writer++) {
                SimAgent agent = world.agents.get(reader);
                SimAgent author = world.agents.get(writer);
                if (part[reader] == part[writer] && agent != liar && author != liar) {
                    Check.same(
                            agent.store.head(author.author),
                            author.store.head(author.author),
                            () -> name() + ", liar " + liar.author.brief());
                }
            }
        }
    }

    private static Map<AuthorId, AuthorHead> heads(SimAgent agent) {
        Map<AuthorId, AuthorHead> heads = new TreeMap<>();
        agent.store.heads().forEach((author, counted) -> heads.put(author, counted.head()));
        return heads;
    }

    void assertProven() {
        for (SimAgent agent : world.agents) {
            Check.that(agent.inSyncWithAll(), () -> name() + ": no proof of sync in " + agent.reports());
            Check.same(agent.requestsInFlight(), 0, () -> name() + ": open requests");
        }
    }

    void assertOnlySignedEvents() {
        for (SimAgent agent : world.agents) {
            for (Event event : agent.store.everything()) {
                Check.that(world.wasSigned(event.hash()), () -> name() + ": nobody has signed " + event.ref());
            }
        }
    }

    void assertNothingAcknowledgedIsLost() {
        for (SimAgent agent : world.agents) {
            if (agent.wasRestored() || agent.store.cut(agent.author).isPresent()) {
                continue;
            }
            Check.that(
                    agent.store.seq(agent.author) >= agent.promised(),
                    () -> name() + ": " + agent.author.brief() + " has lost what it acknowledged");
            Set<EventHash> kept = new HashSet<>();
            agent.store.events(agent.author).forEach(event -> kept.add(event.hash()));
            for (EventRef event : agent.acknowledged) {
                Check.that(kept.contains(event.hash()), () -> name() + ": lost, though acknowledged: " + event);
            }
        }
    }

    void assertNobodyComplained() {
        Check.same(world.complaints, List.of(), () -> name() + ": complaints");
    }
}
