package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
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
        long from = Long.getLong("tributary.seed", 0);
        List<String> broken = Collections.synchronizedList(new ArrayList<>());
        LongStream.range(from, from + Long.getLong("tributary.seeds", 2_000))
                .parallel()
                .forEach(seed -> problem(seed, Optional.empty()).ifPresent(broken::add));
        assertThat(broken).isEmpty();
    }

    /** The first rule that {@code seed} breaks. */
    private static Optional<String> problem(long seed, Optional<Bug> bug) {
        try {
            Story.tell(seed, LOAD, bug);
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of("seed " + seed + ": " + e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlantedBugIsFound(Bug bug) {
        Optional<String> found = LongStream.range(0, PLANTED_WITHIN)
                .mapToObj(seed -> problem(seed, Optional.of(bug)))
                .flatMap(Optional::stream)
                .findFirst();
        assertThat(found).as(bug.name()).isPresent();
    }

    @Test
    void onSlowLinksLiveEventsOvertakeBacklog() {
        long overtakings = 0;
        for (long seed = 0; seed < 100; seed += Story.values().length) {
            overtakings += Story.tell(seed, LOAD, Optional.empty()).world.overtakings();
        }
        assertThat(overtakings).isPositive();
    }

    @Test
    void theSameSeedIsTheSameRunToTheLastByte() {
        for (long seed = 0; seed < 2L * Story.values().length; seed++) {
            SimWorld once = Story.tell(seed, LOAD, Optional.empty()).world;
            SimWorld again = Story.tell(seed, LOAD, Optional.empty()).world;
            assertThat(again.delivered()).isEqualTo(once.delivered()).isPositive();
            assertThat(again.transcript()).as("seed " + seed).isEqualTo(once.transcript());
        }
        assertThat(Story.tell(0, LOAD, Optional.empty()).world.transcript())
                .isNotEqualTo(Story.tell(5, LOAD, Optional.empty()).world.transcript());
    }
}
