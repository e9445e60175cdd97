package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Fleets in which some agents want headers without payloads: they carry everything on to each other, and whoever wants
 * payloads has them all in the end, whatever was offered to him first.
 */
class HeadersOnlyTest {
    private static final int LOAD_MILLIS = 10_000;
    private static final long SEEDS = Long.getLong("tributary.seeds", 400) / 20;

    private final List<int[]> pairs = new ArrayList<>();

    /**
     * The first {@code full} agents want everything and are a chain; each other is linked with one of them, since who
     * is linked only with agents that want headers is not carried on whole, and with any one.
     */
    private SimWorld fleet(long seed, Optional<Bug> bug) {
        Random random = new Random(seed * 31 + 11);
        int full = 2 + random.nextInt(3);
        int size = full + 1 + random.nextInt(3);
        SimWorld world = new SimWorld(seed, size, bug);
        world.agents.subList(full, size).forEach(SimAgent::wantHeaders);
        pairs.clear();
        for (int right = 1; right < size; right++) {
            pairs.add(new int[] {right < full ? right - 1 : random.nextInt(full), right});
            pairs.add(new int[] {random.nextInt(right), right});
        }
        for (int[] pair : pairs) {
            // Often those who hold headers only are met first.
            boolean early = pair[1] >= full && random.nextBoolean();
            at(world, early ? 0 : random.nextInt(LOAD_MILLIS), () -> world.connect(pair[0], pair[1]));
        }
        world.agents.forEach(agent -> agent.publish(1 + random.nextInt(100)));
        for (int i = 0; i < 30; i++) {
            SimAgent agent = world.agents.get(random.nextInt(size));
            at(world, random.nextInt(LOAD_MILLIS), () -> agent.publish(1 + random.nextInt(5)));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            int[] pair = pairs.get(random.nextInt(pairs.size()));
            at(world, random.nextInt(LOAD_MILLIS), () -> world.cut(pair[0], pair[1]));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int victim = random.nextInt(size);
            at(world, random.nextInt(LOAD_MILLIS), () -> world.powerCut(victim));
        }
        return world;
    }

    private static void at(SimWorld world, int millis, Runnable trouble) {
        world.clock.after(millis, trouble);
    }

    private SimWorld told(long seed, Optional<Bug> bug) {
        SimWorld world = fleet(seed, bug);
        world.clock.runUntil(world.clock.now() + LOAD_MILLIS + 1_000);
        for (int round = 0; round < 3; round++) {
            pairs.forEach(pair -> world.connect(pair[0], pair[1]));
            world.clock.runUntil(world.clock.now() + 40_000);
        }
        return world;
    }

    /** Events of others that an agent holds without their payload. */
    private static long bare(SimAgent agent) {
        return agent.store.everything().stream()
                .filter(event -> !event.author().equals(agent.author))
                .filter(event -> event.payload().isEmpty())
                .count();
    }

    private static void assertAllIsThere(SimWorld world, String seed) {
        for (SimAgent agent : world.agents) {
            assertThat(agent.root()).as(seed).isEqualTo(world.agents.get(0).root());
            assertThat(agent.inSyncWithAll()).as(seed).isTrue();
            assertThat(agent.store.events(agent.author)).as(seed).allMatch(HeadersOnlyTest::isWhole);
            if (agent.headersOnly) {
                long others = agent.store.position() - agent.store.seq(agent.author);
                assertThat(bare(agent)).as(seed).isEqualTo(others);
            } else {
                assertThat(bare(agent)).as(seed + ": lost payloads").isZero();
            }
        }
        assertThat(world.complaints).as(seed).isEmpty();
    }

    private static boolean isWhole(Event event) {
        return event.payload().isPresent();
    }

    @Test
    void whoWantsPayloadsHasThemAllAndTheOthersHaveNone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertAllIsThere(told(seed, Optional.empty()), "seed " + seed);
        }
    }

    @Test
    void whoWantsPayloadsRefusesRunsWithoutThemAndAsksAnother() {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            assertAllIsThere(told(seed, Optional.of(Bug.SERVES_BARE_RUNS)), "seed " + seed);
        }
    }

    @Test
    void aPayloadThatIsLostForEverIsFound() {
        assertThat(LongStream.range(0, 20)
                        .mapToObj(seed -> told(seed, Optional.of(Bug.LOSES_PAYLOADS)))
                        .flatMap(world -> world.agents.stream())
                        .filter(agent -> !agent.headersOnly))
                .anyMatch(agent -> bare(agent) > 0);
    }
}
