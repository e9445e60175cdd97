package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs that nobody in reach has whole: who wants payloads takes them without in the end, and never sooner. */
class BareRunsTest {
    private static final int LOAD_MILLIS = 20_000;
    private static final long SEEDS = Long.getLong("tributary.seeds", 400) / 10;

    private final SimWorld world = new SimWorld(1, 5, Optional.empty());
    private final SimAgent author = world.agents.get(0);
    private final SimAgent one = world.agents.get(1);
    private final SimAgent other = world.agents.get(2);
    private final SimAgent newcomer = world.agents.get(3);

    private static void passes(SimWorld world, long millis) {
        world.clock.runUntil(world.clock.now() + millis);
    }

    private void written(int runs, int... holders) {
        for (int i = 0; i < runs; i++) {
            author.publish(10);
            passes(world, 20);
        }
        for (int holder : holders) {
            world.connect(0, holder);
        }
        passes(world, 3_000);
        for (int holder : holders) {
            world.cut(0, holder);
        }
    }

    private static List<Long> bare(SimAgent agent, AuthorId author) {
        return agent.store.events(author).stream()
                .filter(event -> event.payload().isEmpty())
                .map(Event::seq)
                .toList();
    }

    @Test
    void anAuthorBehindAgentsThatWantHeadersOnlyReachesThoseWhoWantAll() {
        one.wantHeaders();
        written(20, 1);
        world.connect(1, 3);
        passes(world, 10_000);
        assertThat(newcomer.store.seq(author.author)).as("not at once").isZero();
        passes(world, 20_000);

        assertThat(newcomer.store.seq(author.author)).isEqualTo(200);
        assertThat(bare(newcomer, author.author)).hasSize(200);
        assertThat(newcomer.inSyncWithAll()).isTrue();
        assertThat(newcomer.root()).isEqualTo(one.root());
        assertThat(newcomer.received()).as("nothing comes twice").isEqualTo(200);

        world.connect(0, 1);
        author.publish(5);
        passes(world, 3_000);
        assertThat(newcomer.store.seq(author.author)).as("what follows, soon").isEqualTo(205);
        world.connect(0, 3);
        passes(world, 3_000);
        author.publish(5);
        passes(world, 3_000);
        assertThat(bare(newcomer, author.author))
                .as("what comes from who has it whole is whole")
                .hasSize(205);
        assertThat(newcomer.store.seq(author.author)).isEqualTo(210);
        assertThat(world.complaints).isEmpty();
    }

    @Test
    void aPayloadThatIsMissingCanBeFetchedWhereverItIs() {
        one.wantHeaders();
        written(2, 1);
        world.connect(1, 3);
        passes(world, 30_000);
        assertThat(bare(newcomer, author.author)).hasSize(20);
        world.connect(0, 3);
        passes(world, 3_000);

        Event missing = newcomer.store.events(author.author).get(7);
        assertThat(newcomer.fetched(missing.ref())).as("asked for").isEmpty();
        passes(world, 1_000);
        Event whole = author.store.events(author.author).get(7);
        assertThat(newcomer.fetched(missing.ref())).isEqualTo(whole.payload());
    }

    @Test
    void onlyWhatAllPeersLackIsTakenWithout() {
        written(20, 1, 2);
        one.dropPayloads(author.author, 150);
        other.dropPayloads(author.author, 60);
        world.connect(1, 3);
        world.connect(2, 3);
        passes(world, 40_000);

        assertThat(newcomer.store.seq(author.author)).isEqualTo(200);
        assertThat(bare(newcomer, author.author)).hasSize(60).allMatch(seq -> seq <= 60);
        assertThat(newcomer.received()).isEqualTo(200);
        assertThat(newcomer.inSyncWithAll()).isTrue();
        assertThat(world.complaints).isEmpty();
    }

    @Test
    void whereItIsGoneAndWhereItsPayloadsAreTheLongerLogIsTaken() {
        written(20, 1, 2);
        one.dropPayloads(author.author, 50);
        other.store.prune(author.author, 101);
        newcomer.startThere();
        world.connect(1, 3);
        world.connect(2, 3);
        passes(world, 40_000);

        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(1);
        assertThat(bare(newcomer, author.author)).hasSize(50);
        assertThat(newcomer.root()).isEqualTo(one.root());
    }

    @Test
    void aLogThatBeginsWithoutPayloadsIsBegunSo() {
        written(20, 1);
        one.store.prune(author.author, 51);
        one.dropPayloads(author.author, 100);
        newcomer.startThere();
        world.connect(1, 3);
        passes(world, 40_000);

        assertThat(newcomer.store.firstSeq(author.author)).isEqualTo(51);
        assertThat(bare(newcomer, author.author)).hasSize(50).allMatch(seq -> seq <= 100);
        assertThat(newcomer.root()).isEqualTo(one.root());
        assertThat(newcomer.received()).isEqualTo(150);
    }

    @Test
    void anOwnLogOfWhichNobodyHasThePayloadsComesBackAllTheSame() {
        written(20, 1);
        one.dropPayloads(author.author, 150);
        author.restore(new SimWorld(2, 1, Optional.empty()).agents.get(0).backup());
        world.connect(0, 1);
        passes(world, 40_000);

        assertThat(author.store.seq(author.author)).isEqualTo(200);
        assertThat(bare(author, author.author)).hasSize(150);
    }

    /** Some want headers only, some delete payloads, some give up old parts; links flap and the power fails. */
    private static SimWorld told(long seed) {
        Random random = new Random(seed * 31 + 19);
        int size = 3 + random.nextInt(4);
        SimWorld world = new SimWorld(seed, size, Optional.empty());
        List<int[]> pairs = new ArrayList<>();
        for (int right = 1; right < size; right++) {
            pairs.add(new int[] {random.nextInt(right), right});
            pairs.add(new int[] {random.nextInt(right), right});
        }
        for (SimAgent agent : world.agents) {
            agent.startThere();
            if (random.nextInt(3) == 0) {
                agent.wantHeaders();
            }
            agent.publish(1 + random.nextInt(100));
        }
        for (int[] pair : pairs) {
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> world.connect(pair[0], pair[1]));
        }
        for (int i = 0; i < 40; i++) {
            SimAgent agent = world.agents.get(random.nextInt(size));
            world.clock.after(random.nextInt(LOAD_MILLIS), () -> agent.publish(1 + random.nextInt(20)));
            SimAgent dropper = world.agents.get(random.nextInt(size));
            AuthorId of = world.agents.get(random.nextInt(size)).author;
            int kept = random.nextInt(40);
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> {
                if (kept % 3 == 0) {
                    dropper.store.prune(of, dropper.store.seq(of) - kept);
                } else {
                    dropper.dropPayloads(of, dropper.store.seq(of) - kept);
                }
            });
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            int[] pair = pairs.get(random.nextInt(pairs.size()));
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> world.cut(pair[0], pair[1]));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int victim = random.nextInt(size);
            world.clock.after(random.nextInt(2 * LOAD_MILLIS), () -> world.powerCut(victim));
        }
        passes(world, 2 * LOAD_MILLIS + 1_000);
        for (int round = 0; round < 4; round++) {
            pairs.forEach(pair -> world.connect(pair[0], pair[1]));
            passes(world, 60_000);
        }
        return world;
    }

    @Test
    void everyFleetEndsInProvenSyncWhateverWasDeleted() {
        long bare = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            String name = "seed " + seed;
            SimWorld world = told(seed);
            for (SimAgent agent : world.agents) {
                assertThat(agent.root()).as(name).isEqualTo(world.agents.get(0).root());
                assertThat(agent.inSyncWithAll())
                        .as(name + " " + agent.reports())
                        .isTrue();
                assertThat(agent.requestsInFlight()).as(name).isZero();
                bare += agent.headersOnly
                        ? 0
                        : agent.store.everything().stream()
                                .filter(event -> event.payload().isEmpty())
                                .count();
            }
            assertThat(world.complaints).as(name).isEmpty();
        }
        assertThat(bare).isPositive();
    }
}
