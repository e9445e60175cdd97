package dev.tributary.agent.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Three to six agents that begin logs late, all linked with each other over some way, and what happens to them: links
 * come up at any moment, all publish, links break, the power fails. Everything that is random comes from one seed.
 */
final class RandomFleet {
    /** How many seeds a test takes that plays each as a fleet. */
    static final long SEEDS = Long.getLong("tributary.seeds", 400) / 10;

    private static final int LOAD_MILLIS = 20_000;
    private static final int HEALS = 4;

    final SimWorld world;
    private final Random random;
    private final List<int[]> pairs = new ArrayList<>();

    /** {@code linksEach}: with how many of those before it an agent is linked. */
    RandomFleet(long seed, long salt, int linksEach) {
        random = new Random(seed * 31 + salt);
        int size = 3 + random.nextInt(4);
        world = new SimWorld(seed, size, Optional.empty());
        for (int right = 1; right < size; right++) {
            for (int link = 0; link < linksEach; link++) {
                pairs.add(new int[] {random.nextInt(right), right});
            }
        }
        world.agents.forEach(SimAgent::startThere);
    }

    /** From 0 to below {@code end}. */
    int any(int end) {
        return random.nextInt(end);
    }

    SimAgent anyAgent() {
        return world.agents.get(any(world.agents.size()));
    }

    /** Plans it for any moment until as much time after the last event has passed as before it. */
    void atAnyTime(Runnable event) {
        world.clock.after(any(2 * LOAD_MILLIS), event);
    }

    /** All have a log before they meet; then {@code runs} more runs come. */
    void publish(int runs) {
        world.agents.forEach(agent -> agent.publish(1 + any(100)));
        pairs.forEach(pair -> atAnyTime(() -> world.connect(pair[0], pair[1])));
        for (int i = 0; i < runs; i++) {
            SimAgent agent = anyAgent();
            world.clock.after(any(LOAD_MILLIS), () -> agent.publish(1 + any(20)));
        }
    }

    /** Links break, and the power of some agents fails as {@code powerCut} says. */
    void fail(IntConsumer powerCut) {
        for (int i = any(6); i > 0; i--) {
            int[] pair = pairs.get(any(pairs.size()));
            atAnyTime(() -> world.cut(pair[0], pair[1]));
        }
        for (int i = any(3); i > 0; i--) {
            int victim = any(world.agents.size());
            atAnyTime(() -> powerCut.accept(victim));
        }
    }

    /** All of it happens, then all links stay up. */
    void live() {
        world.clock.passes(2 * LOAD_MILLIS + 1_000);
        for (int round = 0; round < HEALS; round++) {
            pairs.forEach(pair -> world.connect(pair[0], pair[1]));
            world.clock.passes(60_000);
        }
    }

    /** What is wrong with a fleet that ought to be in sync; nothing when it is. */
    List<String> complaints() {
        List<String> found = new ArrayList<>(world.complaints);
        for (SimAgent agent : world.agents) {
            boolean same = agent.root().equals(world.agents.get(0).root());
            if (!same || !agent.inSyncWithAll() || agent.requestsInFlight() > 0) {
                found.add("root " + agent.root() + ", " + agent.requestsInFlight() + " requests under way, "
                        + agent.reports());
            }
        }
        return found;
    }
}
