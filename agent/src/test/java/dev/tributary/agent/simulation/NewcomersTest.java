package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.LogStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fleets whose stores give up the old parts of logs: who comes later begins where the others still keep them. */
class NewcomersTest {
    private static final int LOAD_MILLIS = 20_000;
    private static final long SEEDS = Long.getLong("tributary.seeds", 400) / 10;

    private final SimWorld world = new SimWorld(1, 4, Optional.empty());
    private final SimAgent author = world.agents.get(0);
    private final SimAgent keeper = world.agents.get(1);
    private final SimAgent newcomer = world.agents.get(2);

    private static void passes(SimWorld world, long millis) {
        world.clock.runUntil(world.clock.now() + millis);
    }

    /** The author writes runs of 10, which the keeper holds; both give up what lies below a seq. */
    private void written(int runs, long prunedTo) {
        for (int i = 0; i < runs; i++) {
            author.publish(10);
            passes(world, 20);
        }
        world.connect(0, 1);
        passes(world, 2_000);
        author.store.prune(author.author, prunedTo);
        keeper.store.prune(author.author, prunedTo);
        world.cut(0, 1);
    }

    /** Every log is a chain from the first event that is kept on, and there is no hole in it. */
    private static void assertChains(SimAgent agent, String name) {
        for (AuthorId author : agent.store.heads().keySet()) {
            List<Event> events = agent.store.events(author);
            long next = agent.store.firstSeq(author);
            EventHash prev = events.get(0).prev();
            for (Event event : events) {
                assertThat(event.seq()).as(name).isEqualTo(next++);
                assertThat(event.prev()).as(name).isEqualTo(prev);
                prev = event.hash();
            }
            assertThat(next - 1).as(name).isEqualTo(agent.store.seq(author));
        }
    }

    @Test
    void aNewcomerBeginsWhereAPeerStillKeepsTheLog() {
        written(40, 301);
        newcomer.startThere();
        world.connect(1, 2);
        passes(world, 25_000);

        assertThat(newcomer.root()).isEqualTo(keeper.root());
        assertThat(newcomer.inSyncWithAll()).isTrue();
        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(301);
        assertThat(newcomer.store.begin(author.author)).isEqualTo(LogStatus.Begin.STARTED);
        assertThat(keeper.store.begin(author.author)).isEqualTo(LogStatus.Begin.PRUNED);
        assertThat(newcomer.received()).as("nothing comes twice").isEqualTo(100);
        assertThat(newcomer.duplicates()).isZero();
        assertChains(newcomer, "newcomer");

        world.connect(0, 1);
        author.publish(3);
        passes(world, 5_000);
        assertThat(newcomer.root()).as("what follows comes as ever").isEqualTo(author.root());
        newcomer.powerCut();
        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(301);
        assertThat(world.complaints).isEmpty();
    }

    @Test
    void whoWaitsHasNothingAndSaysWhy() {
        written(40, 301);
        world.connect(1, 2);
        passes(world, 60_000);

        assertThat(newcomer.store.seq(author.author)).isZero();
        assertThat(newcomer.reports().get(0).stalled()).isTrue();
        assertThat(newcomer.reports().get(0).reason()).contains("no longer kept by any peer");
    }

    @Test
    void whatThePeerSaysAtLastCounts() {
        written(40, 301);
        newcomer.startThere();
        world.connect(1, 2);
        passes(world, 8_000);
        keeper.store.prune(author.author, 350);
        passes(world, 20_000);

        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(341);
        assertThat(newcomer.root()).isEqualTo(keeper.root());
        assertThat(world.complaints).isEmpty();
    }

    @Test
    void whatIsHeldBelowIsGivenUpOnlyWhenNobodyCanFillTheGap() {
        newcomer.startThere();
        author.publish(10);
        world.connect(0, 2);
        passes(world, 2_000);
        world.cut(0, 2);
        written(40, 301);
        world.connect(1, 2);
        passes(world, 10_000);
        assertThat(newcomer.store.seq(author.author)).as("not at once").isEqualTo(10);
        passes(world, 20_000);

        assertThat(newcomer.root()).isEqualTo(keeper.root());
        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(keeper.store.firstSeq(author.author));
        assertThat(newcomer.store.events(author.author)).hasSize(110);
        assertChains(newcomer, "newcomer");
        newcomer.powerCut();
        assertThat(newcomer.store.events(author.author)).hasSize(110);
    }

    @Test
    void aGapThatAnotherPeerCanFillIsFilled() {
        newcomer.startThere();
        for (int i = 0; i < 40; i++) {
            author.publish(10);
            passes(world, 20);
        }
        world.connect(0, 1);
        passes(world, 2_000);
        keeper.store.prune(author.author, 301);
        world.cut(0, 1);
        world.connect(1, 2);
        passes(world, 12_000);
        world.connect(0, 2);
        passes(world, 30_000);

        assertThat(newcomer.store.begin(author.author)).isEqualTo(LogStatus.Begin.WHOLE);
        assertThat(newcomer.received()).isEqualTo(400);
    }

    /** Everybody gives up old parts of everybody's log; some come late, some lose power, links flap. */
    private static SimWorld told(long seed) {
        Random random = new Random(seed * 31 + 17);
        int size = 3 + random.nextInt(4);
        SimWorld world = new SimWorld(seed, size, Optional.empty());
        List<int[]> pairs = new ArrayList<>();
        for (int right = 1; right < size; right++) {
            pairs.add(new int[] {random.nextInt(right), right});
        }
        world.agents.forEach(SimAgent::startThere);
        world.agents.forEach(agent -> agent.publish(1 + random.nextInt(100)));
        for (int[] pair : pairs) {
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> world.connect(pair[0], pair[1]));
        }
        for (int i = 0; i < 60; i++) {
            SimAgent agent = world.agents.get(random.nextInt(size));
            world.clock.after(random.nextInt(LOAD_MILLIS), () -> agent.publish(1 + random.nextInt(20)));
        }
        for (int i = 0; i < 40; i++) {
            SimAgent pruner = world.agents.get(random.nextInt(size));
            AuthorId of = world.agents.get(random.nextInt(size)).author;
            int kept = 1 + random.nextInt(40);
            world.clock.after(
                    random.nextInt(2 * LOAD_MILLIS), () -> pruner.store.prune(of, pruner.store.seq(of) - kept));
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            int[] pair = pairs.get(random.nextInt(pairs.size()));
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> world.cut(pair[0], pair[1]));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int victim = random.nextInt(size);
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> world.powerCutInCommit(victim));
        }
        passes(world, 2 * LOAD_MILLIS + 1_000);
        for (int round = 0; round < 4; round++) {
            pairs.forEach(pair -> world.connect(pair[0], pair[1]));
            passes(world, 60_000);
        }
        return world;
    }

    @Test
    void aFleetWithRetentionEndsInProvenSync() {
        int started = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            String name = "seed " + seed;
            SimWorld world = told(seed);
            for (SimAgent agent : world.agents) {
                assertThat(agent.root()).as(name).isEqualTo(world.agents.get(0).root());
                assertThat(agent.inSyncWithAll())
                        .as(name + " " + agent.reports())
                        .isTrue();
                assertThat(agent.requestsInFlight()).as(name).isZero();
                assertChains(agent, name);
                for (Event event : agent.store.everything()) {
                    assertThat(world.wasSigned(event.hash())).as(name).isTrue();
                }
                started += (int) agent.store.heads().keySet().stream()
                        .filter(author -> agent.store.begin(author) == LogStatus.Begin.STARTED)
                        .count();
            }
            assertThat(world.complaints).as(name).isEmpty();
        }
        assertThat(started).as("logs that were begun").isPositive();
    }
}
