package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.LogStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Fleets whose stores give up the old parts of logs: who comes later begins where the others still keep them. */
class NewcomersTest {
    private final SimWorld world = new SimWorld(1, 4, Optional.empty());
    private final SimAgent author = world.agents.get(0);
    private final SimAgent keeper = world.agents.get(1);
    private final SimAgent newcomer = world.agents.get(2);

    /** The author writes runs of 10, which the keeper holds; both give up what lies below a seq. */
    private void written(int runs, long prunedTo) {
        for (int i = 0; i < runs; i++) {
            author.publish(10);
            world.clock.passes(20);
        }
        world.connect(0, 1);
        world.clock.passes(2_000);
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
        world.clock.passes(25_000);

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
        world.clock.passes(5_000);
        assertThat(newcomer.root()).as("what follows comes as ever").isEqualTo(author.root());
        newcomer.powerCut();
        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(301);
        assertThat(world.complaints).isEmpty();
    }

    @Test
    void whoWaitsHasNothingAndSaysWhy() {
        written(40, 301);
        world.connect(1, 2);
        world.clock.passes(60_000);

        assertThat(newcomer.store.seq(author.author)).isZero();
        assertThat(newcomer.reports().get(0).stalled()).isTrue();
        assertThat(newcomer.reports().get(0).reason()).contains("no longer kept by any peer", "sync.on-gone");
    }

    @Test
    void whatThePeerSaysAtLastCounts() {
        written(40, 301);
        newcomer.startThere();
        world.connect(1, 2);
        world.clock.passes(8_000);
        keeper.store.prune(author.author, 350);
        world.clock.passes(20_000);

        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(341);
        assertThat(newcomer.root()).isEqualTo(keeper.root());
        assertThat(world.complaints).isEmpty();
    }

    @Test
    void whatIsHeldBelowIsGivenUpOnlyWhenNobodyCanFillTheGap() {
        newcomer.startThere();
        author.publish(10);
        world.connect(0, 2);
        world.clock.passes(2_000);
        world.cut(0, 2);
        written(40, 301);
        world.connect(1, 2);
        world.clock.passes(10_000);
        assertThat(newcomer.store.seq(author.author)).as("not at once").isEqualTo(10);
        world.clock.passes(20_000);

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
            world.clock.passes(20);
        }
        world.connect(0, 1);
        world.clock.passes(2_000);
        keeper.store.prune(author.author, 301);
        world.cut(0, 1);
        world.connect(1, 2);
        world.clock.passes(12_000);
        world.connect(0, 2);
        world.clock.passes(30_000);

        assertThat(newcomer.store.begin(author.author)).isEqualTo(LogStatus.Begin.WHOLE);
        assertThat(newcomer.received()).isEqualTo(400);
    }

    /** Everybody gives up old parts of everybody's log; some come late, some lose power, links flap. */
    private static RandomFleet lived(long seed) {
        RandomFleet fleet = new RandomFleet(seed, 17, 1);
        fleet.publish(60);
        for (int i = 0; i < 40; i++) {
            SimAgent pruner = fleet.anyAgent();
            AuthorId of = fleet.anyAgent().author;
            int kept = 1 + fleet.any(40);
            fleet.atAnyTime(() -> pruner.store.prune(of, pruner.store.seq(of) - kept));
        }
        fleet.fail(fleet.world::powerCutInCommit);
        fleet.live();
        return fleet;
    }

    @Test
    void aFleetWithRetentionEndsInProvenSync() {
        int started = 0;
        for (long seed = 0; seed < RandomFleet.SEEDS; seed++) {
            String name = "seed " + seed;
            RandomFleet fleet = lived(seed);
            assertThat(fleet.complaints()).as(name).isEmpty();
            for (SimAgent agent : fleet.world.agents) {
                assertChains(agent, name);
                for (Event event : agent.store.everything()) {
                    assertThat(fleet.world.wasSigned(event.hash())).as(name).isTrue();
                }
                started += (int) agent.store.heads().keySet().stream()
                        .filter(author -> agent.store.begin(author) == LogStatus.Begin.STARTED)
                        .count();
            }
        }
        assertThat(started).as("logs that were begun").isPositive();
    }
}
