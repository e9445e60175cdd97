package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.Random;

/** A fleet under load for a while, with or without troubles, then quiet until it has settled. */
final class Scenario {
    static final long LOAD_MILLIS = 20_000;
    private static final long SETTLE_MILLIS = 180_000;

    final long seed;
    final SimWorld world;
    final Topology topology;
    final List<Topology.Pair> pairs;
    final Random random;

    Scenario(long seed) {
        this.seed = seed;
        this.random = new Random(seed * 31 + 7);
        int size = 2 + random.nextInt(6);
        this.world = new SimWorld(seed, size);
        this.topology = Topology.ALL.get(random.nextInt(Topology.ALL.size()));
        this.pairs = topology.pairs(size);
    }

    int size() {
        return world.agents.size();
    }

    SimAgent someAgent() {
        return world.agents.get(random.nextInt(size()));
    }

    /** All links come up within the first second, some events are there before. */
    void begin() {
        world.agents.forEach(agent -> agent.publish(1 + random.nextInt(20)));
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
            world.clock.after(random.nextInt((int) LOAD_MILLIS), () -> agent.publish(events));
        }
    }

    /** Links go down and come back; each trouble ends before the quiet time begins. */
    void flaps(int times) {
        for (int i = 0; i < times; i++) {
            Topology.Pair pair = pairs.get(random.nextInt(pairs.size()));
            long at = random.nextInt((int) LOAD_MILLIS);
            world.clock.after(at, () -> world.cut(pair.left(), pair.right()));
            world.clock.after(at + 100 + random.nextInt(5_000), () -> world.connect(pair.left(), pair.right()));
        }
    }

    void powerCuts(int times) {
        for (int i = 0; i < times; i++) {
            int victim = random.nextInt(size());
            world.clock.after(random.nextInt((int) LOAD_MILLIS), () -> world.powerCut(victim));
        }
    }

    /** Whatever happened, at the end all links are up. */
    void run() {
        world.clock.runUntil(world.clock.now() + LOAD_MILLIS + 6_000);
        for (int round = 0; round < 5; round++) {
            pairs.forEach(pair -> world.connect(pair.left(), pair.right()));
            world.clock.runUntil(world.clock.now() + SETTLE_MILLIS / 5);
        }
    }

    String name() {
        return "seed " + seed + ", " + size() + " agents in a " + topology;
    }

    void assertConverged(List<SimAgent> honest) {
        var expected = honest.get(0).store.heads().keySet();
        for (SimAgent agent : honest) {
            assertThat(heads(agent)).as(name() + ": heads").isEqualTo(heads(honest.get(0)));
            assertThat(agent.store.heads().keySet()).as(name()).isEqualTo(expected);
        }
    }

    private static List<?> heads(SimAgent agent) {
        return agent.store.heads().values().stream().map(CountedHead::head).toList();
    }

    void assertProven() {
        for (SimAgent agent : world.agents) {
            assertThat(agent.inSyncWithAll())
                    .as(name() + ": " + agent.reports())
                    .isTrue();
        }
    }

    void assertOnlySignedEvents() {
        for (SimAgent agent : world.agents) {
            for (Event event : agent.store.everything()) {
                assertThat(world.wasSigned(event.hash())).as(name()).isTrue();
            }
        }
    }

    void assertNothingAcknowledgedIsLost() {
        for (SimAgent agent : world.agents) {
            for (EventRef event : agent.acknowledged) {
                assertThat(agent.store.hashAt(event.author(), event.seq()))
                        .as(name())
                        .contains(event.hash());
            }
        }
    }
}
