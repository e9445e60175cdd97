package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Runs that nobody in reach has whole: who wants payloads takes them without in the end, and never sooner. */
class BareRunsTest {
    private final SimWorld world = new SimWorld(1, 5, Optional.empty());
    private final SimAgent author = world.agents.get(0);
    private final SimAgent one = world.agents.get(1);
    private final SimAgent other = world.agents.get(2);
    private final SimAgent newcomer = world.agents.get(3);

    private void written(int runs, int... holders) {
        for (int i = 0; i < runs; i++) {
            author.publish(10);
            world.clock.passes(20);
        }
        for (int holder : holders) {
            world.connect(0, holder);
        }
        world.clock.passes(3_000);
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
        world.clock.passes(10_000);
        assertThat(newcomer.store.seq(author.author)).as("not at once").isZero();
        world.clock.passes(20_000);

        assertThat(newcomer.store.seq(author.author)).isEqualTo(200);
        assertThat(bare(newcomer, author.author)).hasSize(200);
        assertThat(newcomer.inSyncWithAll()).isTrue();
        assertThat(newcomer.root()).isEqualTo(one.root());
        assertThat(newcomer.received()).as("nothing comes twice").isEqualTo(200);

        world.connect(0, 1);
        author.publish(5);
        world.clock.passes(3_000);
        assertThat(newcomer.store.seq(author.author)).as("what follows, soon").isEqualTo(205);
        world.connect(0, 3);
        world.clock.passes(3_000);
        author.publish(5);
        world.clock.passes(3_000);
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
        world.clock.passes(30_000);
        assertThat(bare(newcomer, author.author)).hasSize(20);
        world.connect(0, 3);
        world.clock.passes(3_000);

        Event missing = newcomer.store.events(author.author).get(7);
        assertThat(newcomer.fetched(missing.ref())).as("asked for").isEmpty();
        world.clock.passes(1_000);
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
        world.clock.passes(40_000);

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
        world.clock.passes(40_000);

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
        world.clock.passes(40_000);

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
        world.clock.passes(40_000);

        assertThat(author.store.seq(author.author)).isEqualTo(200);
        assertThat(bare(author, author.author)).hasSize(150);
    }

    /** Some want headers only, some delete payloads, some give up old parts; links flap and the power fails. */
    private static RandomFleet lived(long seed) {
        RandomFleet fleet = new RandomFleet(seed, 19, 2);
        for (SimAgent agent : fleet.world.agents) {
            if (fleet.any(3) == 0) {
                agent.wantHeaders();
            }
        }
        fleet.publish(40);
        for (int i = 0; i < 40; i++) {
            SimAgent dropper = fleet.anyAgent();
            AuthorId of = fleet.anyAgent().author;
            int kept = fleet.any(40);
            fleet.atAnyTime(() -> {
                if (kept % 3 == 0) {
                    dropper.store.prune(of, dropper.store.seq(of) - kept);
                } else {
                    dropper.dropPayloads(of, dropper.store.seq(of) - kept);
                }
            });
        }
        fleet.fail(fleet.world::powerCut);
        fleet.live();
        return fleet;
    }

    @Test
    void everyFleetEndsInProvenSyncWhateverWasDeleted() {
        long bare = 0;
        for (long seed = 0; seed < RandomFleet.SEEDS; seed++) {
            RandomFleet fleet = lived(seed);
            assertThat(fleet.complaints()).as("seed " + seed).isEmpty();
            bare += fleet.world.agents.stream()
                    .filter(agent -> !agent.headersOnly)
                    .flatMap(agent -> agent.store.everything().stream())
                    .filter(event -> event.payload().isEmpty())
                    .count();
        }
        assertThat(bare).isPositive();
    }
}
