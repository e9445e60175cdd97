package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of sync, for fleets under load: each seed is another fleet with other troubles. {@code -Dtributary.seeds=N
 * -Dtributary.seed=S} tries N seeds from S on.
 */
class FleetSimulationTest {
    private static final int LOAD = 60;
    private static final long PLANTED_WITHIN = 500;

    @Test
    void everyFleetKeepsTheRules() {
        Campaign campaign = new Campaign(
                Long.getLong("tributary.seed", 0),
                Long.getLong("tributary.seeds", 2_000),
                List.of(Story.values()),
                Optional.empty());
        campaign.run(progress -> {});
        assertThat(campaign.broken()).isEmpty();
        assertThat(campaign.done()).isEqualTo(campaign.seeds());
    }

    /** Those that need a long log, or agents that want headers only, are planted elsewhere. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ASKS_FOR_A_PART_TWICE", "SERVES_BARE_RUNS", "LOSES_PAYLOADS"})
    void aPlantedBugIsFound(Bug bug) {
        assertThat(LongStream.range(0, PLANTED_WITHIN)
                        .mapToObj(seed -> Campaign.tell(seed, Story.of(seed), Optional.of(bug)))
                        .anyMatch(told -> told.broken().isPresent()))
                .as(bug.name())
                .isTrue();
    }

    @Test
    void onSlowLinksLiveEventsOvertakeBacklog() {
        long overtakings = 0;
        for (long seed = 0; seed < 100; seed += Story.values().length) {
            overtakings +=
                    Story.of(seed).tell(seed, LOAD, Optional.empty()).world.overtakings();
        }
        assertThat(overtakings).isPositive();
    }

    @Test
    void inFleetsWhereNotAllUnpackPackedRunsFlow() {
        long packed = 0;
        for (long seed = 0; seed < Story.values().length; seed++) {
            packed += Story.of(seed).tell(seed, LOAD, Optional.empty()).world.packedSent();
        }
        assertThat(packed).isPositive();
    }

    @Test
    void theSameSeedIsTheSameRunToTheLastByte() {
        for (long seed = 0; seed < 2L * Story.values().length; seed++) {
            SimWorld once = Story.of(seed).tell(seed, LOAD, Optional.empty()).world;
            SimWorld again = Story.of(seed).tell(seed, LOAD, Optional.empty()).world;
            assertThat(again.delivered()).isEqualTo(once.delivered()).isPositive();
            assertThat(again.transcript()).as("seed " + seed).isEqualTo(once.transcript());
        }
        assertThat(Story.QUIET.tell(0, LOAD, Optional.empty()).world.transcript())
                .isNotEqualTo(Story.QUIET.tell(5, LOAD, Optional.empty()).world.transcript());
    }
}
