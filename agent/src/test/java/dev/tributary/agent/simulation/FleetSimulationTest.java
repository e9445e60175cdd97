package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of sync, for a fleet under load: each seed is another fleet with other troubles. */
class FleetSimulationTest {
    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("tributary.seeds", 40));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyEventReachesEveryAgentExactlyOnceWithoutFaults(long seed) {
        Scenario scenario = new Scenario(seed);
        scenario.begin();
        scenario.load(200);
        scenario.run();

        scenario.assertConverged(scenario.world.agents);
        scenario.assertProven();
        scenario.assertOnlySignedEvents();
        scenario.assertNothingAcknowledgedIsLost();
        assertThat(scenario.world.complaints).as(scenario.name()).isEmpty();
        long stored = scenario.world.agents.get(0).store.position();
        for (SimAgent agent : scenario.world.agents) {
            long own = agent.store.seq(agent.author);
            assertThat(agent.duplicates()).as(scenario.name() + ": duplicates").isZero();
            assertThat(agent.received()).as(scenario.name() + ": received").isEqualTo(stored - own);
        }
    }

    @Test
    void onSlowLinksLiveEventsOvertakeBacklog() {
        long overtakings = 0;
        for (long seed = 0; seed < 10; seed++) {
            Scenario scenario = new Scenario(seed);
            scenario.begin();
            scenario.load(200);
            scenario.run();
            overtakings += scenario.world.overtakings();
        }
        assertThat(overtakings).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allAgentsConvergeAfterFlapsAndPowerCuts(long seed) {
        Scenario scenario = new Scenario(seed);
        scenario.begin();
        scenario.load(200);
        scenario.flaps(20);
        scenario.powerCuts(4);
        scenario.run();

        scenario.assertConverged(scenario.world.agents);
        scenario.assertProven();
        scenario.assertOnlySignedEvents();
        scenario.assertNothingAcknowledgedIsLost();
        assertThat(scenario.world.complaints).as(scenario.name()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPartitionHeals(long seed) {
        Scenario scenario = new Scenario(seed);
        scenario.begin();
        scenario.load(200);
        int border = 1 + scenario.random.nextInt(scenario.size() - 1);
        for (Topology.Pair pair : scenario.pairs) {
            if (pair.left() < border && pair.right() >= border) {
                scenario.world.clock.after(3_000, () -> scenario.world.cut(pair.left(), pair.right()));
                scenario.world.clock.after(15_000, () -> scenario.world.connect(pair.left(), pair.right()));
            }
        }
        scenario.run();

        scenario.assertConverged(scenario.world.agents);
        scenario.assertProven();
    }

    static LongStream fewSeeds() {
        return seeds().limit(Math.max(1, seeds().count() / 4));
    }

    @ParameterizedTest
    @MethodSource("fewSeeds")
    void aForkedAuthorIsCutAtTheSameSeqEverywhere(long seed) {
        Scenario scenario = new Scenario(seed);
        List<SimAgent> agents = scenario.world.agents;
        SimAgent forger = agents.get(0);
        Forger forging = new Forger(scenario.world.space(), forger.signer, scenario.random);
        Optional<SimAgent> third = agents.stream().skip(2).findFirst();
        List<SimAgent> holders = agents.subList(0, Math.min(3, agents.size()));
        forging.write(scenario.random.nextInt(700), holders);
        long cut = forging.fork(1 + scenario.random.nextInt(600), forger, agents.get(1), third);
        scenario.load(100);
        scenario.connectAll();
        if (seed % 2 == 1) {
            scenario.flaps(10);
            scenario.powerCuts(6);
        }
        scenario.run();

        scenario.assertConverged(agents);
        scenario.assertProven();
        scenario.assertOnlySignedEvents();
        for (SimAgent agent : agents) {
            assertThat(agent.store.cut(forger.author)).as(scenario.name()).hasValue(cut);
            assertThat(agent.store.seq(forger.author)).as(scenario.name()).isEqualTo(cut);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingThatALiarMakesUpIsAccepted(long seed) {
        Scenario scenario = new Scenario(seed);
        SimAgent liar = scenario.someAgent();
        scenario.world.liar(liar, lie(new Random(seed)));
        scenario.begin();
        scenario.load(100);
        scenario.run();

        scenario.assertOnlySignedEvents();
        scenario.assertNothingAcknowledgedIsLost();
        if (scenario.topology == Topology.MESH && scenario.size() > 2) {
            List<SimAgent> honest = new ArrayList<>(scenario.world.agents);
            honest.remove(liar);
            AuthorId lying = liar.author;
            for (SimAgent agent : honest) {
                for (SimAgent writer : honest) {
                    assertThat(agent.store.head(writer.author))
                            .as(scenario.name() + ", liar " + lying.brief())
                            .isEqualTo(writer.store.head(writer.author));
                }
            }
        }
    }

    /** Now and then: flips a byte of a run, offers what nobody wrote, miscounts, or withholds. */
    private static java.util.function.UnaryOperator<SyncMessage> lie(Random random) {
        return message -> {
            if (random.nextInt(4) != 0) {
                return message;
            }
            if (message instanceof Response response) {
                List<Bytes> runs = new ArrayList<>(response.runs());
                byte[] bytes = runs.get(0).toArray();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                runs.set(0, Bytes.of(bytes));
                return new Response(response.space(), response.requestId(), runs, response.more());
            }
            if (message instanceof SyncMessage.AdvertiseChanges changes) {
                List<AuthorHead> heads = changes.heads().stream()
                        .map(head -> new AuthorHead(head.author(), head.seq() + random.nextInt(3), madeUp(random)))
                        .toList();
                return new SyncMessage.AdvertiseChanges(
                        changes.space(), changes.since(), changes.until(), heads, changes.more());
            }
            if (message instanceof SyncMessage.Complete complete) {
                return new SyncMessage.Complete(
                        complete.space(), complete.requestId(), complete.count() + 1, complete.root());
            }
            return message;
        };
    }

    private static EventHash madeUp(Random random) {
        byte[] hash = new byte[EventHash.SIZE];
        random.nextBytes(hash);
        return new EventHash(Bytes.of(hash));
    }
}
