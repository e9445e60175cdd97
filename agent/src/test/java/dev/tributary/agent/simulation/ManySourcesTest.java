package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.simulation.SimLink.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One agent lacks a long log that several others hold: each brings a part of it, and no event comes twice. */
class ManySourcesTest {
    private static final Quality CABLE = new Quality(1, 50_000_000);
    private static final int RUNS = 100;
    private static final long PATIENCE = 600_000;

    /** What became of it. */
    private record Outcome(long millis, long events, long duplicates, long early, List<Long> sentBy) {}

    /** {@code writer} holds a log of runs of {@code run} events at most; so do the others but the last. */
    private static Outcome fetch(long seed, int run, List<Quality> links, Optional<Bug> bug) {
        SimWorld world = SimWorld.ofPlain(seed, links.size() + 1, bug);
        Random random = new Random(seed);
        SimAgent writer = world.agents.get(0);
        for (int i = 0; i < RUNS * 256 / run; i++) {
            writer.publish(run == 256 ? run : 1 + random.nextInt(2 * run - 1));
            world.clock.runUntil(world.clock.now() + 10);
        }
        for (int holder = 1; holder < links.size(); holder++) {
            world.connect(0, holder, CABLE);
        }
        world.clock.runUntil(world.clock.now() + 30_000);
        int last = links.size();
        SimAgent reader = world.agents.get(last);
        Carried carried = world.count();
        long start = world.clock.now();
        for (int holder = 0; holder < last; holder++) {
            assertThat(world.agents.get(holder).store.seq(writer.author)).isEqualTo(writer.store.seq(writer.author));
            world.connect(holder, last, links.get(holder));
        }
        while (reader.store.seq(writer.author) < writer.store.seq(writer.author)) {
            assertThat(world.clock.now() - start).as("seed " + seed).isLessThan(PATIENCE);
            world.clock.runUntil(world.clock.now() + 50);
        }
        long took = world.clock.now() - start;
        world.clock.runUntil(world.clock.now() + 120_000);
        assertThat(reader.inSyncWithAll()).as("seed " + seed).isTrue();
        assertThat(world.complaints).isEmpty();
        assertThat(reader.requestsInFlight()).isZero();
        List<Long> sent = new ArrayList<>();
        for (int holder = 0; holder < last; holder++) {
            sent.add(carried.events(world.agents.get(holder), reader));
        }
        return new Outcome(took, reader.received(), reader.duplicates(), reader.early(), sent);
    }

    @Test
    void threeSourcesOfOneLogAreNearlyThreeTimesAsFastAsOne() {
        Quality line = new Quality(20, 30_000);
        Outcome one = fetch(1, 256, List.of(line), Optional.empty());
        Outcome three = fetch(1, 256, List.of(line, line, line), Optional.empty());

        assertThat(one.events()).isEqualTo(25_600);
        assertThat(three.events()).isEqualTo(25_600);
        assertThat(three.duplicates()).isZero();
        assertThat((double) one.millis() / three.millis()).isGreaterThan(2.4);
        assertThat(three.sentBy()).allMatch(events -> events > 6_000);
    }

    @Test
    void threeSourcesOfManyLogsAreMoreThanTwiceAsFastAsOne() {
        Quality line = new Quality(20, 30_000);
        double one = fetchMany(1, line);
        double three = fetchMany(3, line);

        assertThat(one / three).isGreaterThan(2);
    }

    /** How long an agent takes that lacks sixty logs, all of which {@code sources} others hold. */
    private static long fetchMany(int sources, Quality line) {
        int writers = 60;
        SimWorld world = SimWorld.ofPlain(4, writers + 3, Optional.empty());
        int reader = writers + 2;
        for (int writer = 0; writer < writers; writer++) {
            world.agents.get(writer).publish(200);
            if (writer > 0) {
                world.connect(0, writer, CABLE);
            }
        }
        world.connect(0, writers, CABLE);
        world.connect(0, writers + 1, CABLE);
        world.clock.runUntil(world.clock.now() + 30_000);
        long start = world.clock.now();
        int[] holders = {0, writers, writers + 1};
        for (int source = 0; source < sources; source++) {
            world.connect(holders[source], reader, line);
        }
        SimAgent last = world.agents.get(reader);
        while (last.store.position() < 200L * writers) {
            assertThat(world.clock.now() - start).isLessThan(PATIENCE);
            world.clock.runUntil(world.clock.now() + 50);
        }
        assertThat(last.duplicates()).isZero();
        return world.clock.now() - start;
    }

    @Test
    void whoIsSlowGetsLessAndHoldsNobodyUp() {
        Quality fast = new Quality(20, 60_000);
        Quality slow = new Quality(300, 4_000);
        Outcome alone = fetch(2, 256, List.of(fast), Optional.empty());
        Outcome both = fetch(2, 256, List.of(slow, fast), Optional.empty());

        assertThat(both.duplicates()).isZero();
        // The slow one wrote the log and is not asked for its end; what it was asked for unmeasured is waited for.
        assertThat(both.millis()).isLessThan(alone.millis() * 2);
        assertThat(both.sentBy().get(0)).isLessThan(both.sentBy().get(1) / 2);
    }

    @Test
    void aSlowLinkThatMovesIsNotDeadAndNothingComesTwice() {
        Quality modem = new Quality(300, 8_000);
        Outcome both = fetch(3, 256, List.of(modem, modem), Optional.empty());

        assertThat(both.events()).isEqualTo(25_600);
        assertThat(both.duplicates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 256})
    void partsMeetWithoutGapOrOverlapWhateverTheRunsAndTheLinksAre(int run) {
        for (long seed = 0; seed < Long.getLong("tributary.seeds", 400) / 100; seed++) {
            Random random = new Random(seed * 17 + run);
            List<Quality> links = random.ints(2 + random.nextInt(3), 0, 8)
                    .mapToObj(power -> new Quality(1 + random.nextInt(300), 10_000L << power))
                    .toList();
            Outcome outcome = fetch(seed, run, links, Optional.empty());
            assertThat(outcome.duplicates()).as("seed " + seed).isZero();
            assertThat(outcome.early()).as("seed " + seed).isZero();
            assertThat(outcome.events())
                    .as("seed " + seed)
                    .isEqualTo(
                            outcome.sentBy().stream().mapToLong(Long::longValue).sum());
        }
    }

    @Test
    void aPartAskedOfTwoPeersIsFound() {
        Quality line = new Quality(20, 30_000);
        assertThat(LongStream.range(0, 5)
                        .map(seed -> fetch(seed, 256, List.of(line, line, line), Optional.of(Bug.ASKS_FOR_A_PART_TWICE))
                                .duplicates()))
                .anyMatch(duplicates -> duplicates > 0);
    }
}
