package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many logs are fetched in parts at a time. */
class LongLogsTest {
    private static final SyncLimits LIMITS = SyncLimits.STANDARD;

    private final SyncState state = new SyncState(
            author(0),
            new SpaceId(Bytes.wrap(new byte[32])),
            Bytes.wrap(new byte[16]),
            LIMITS,
            new Forms(LogLimits.STANDARD));
    private final Map<Long, Lane> lanes = new LinkedHashMap<>();
    private final LongLogs logs = new LongLogs(state, lanes);

    private static AuthorId author(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return new AuthorId(Bytes.wrap(key));
    }

    private static Want want(int number) {
        Want want = new Want(author(number), 0);
        want.offers.put(1L, LongLogs.LEAST_EVENTS);
        want.offers.put(2L, LongLogs.LEAST_EVENTS);
        return want;
    }

    @Test
    void whatWaitsInMemoryIsBoundedByTheNumberOfLogs() {
        for (long link = 1; link <= 2; link++) {
            Lane lane = new Lane(link, author(100), true, 0, LIMITS);
            lane.parts = true;
            lanes.put(link, lane);
        }
        Want first = want(1);
        logs.begin(first);
        for (int number = 2; number <= LIMITS.longLogs(); number++) {
            assertThat(logs.pays(want(number), 1)).as("below the bound").isTrue();
            logs.begin(want(number));
        }
        assertThat(logs.early()).isEqualTo(new Early(LIMITS.longLogs(), 0, 0));
        assertThat(logs.pays(want(9), 1)).as("at the bound").isFalse();
        logs.end(first);
        assertThat(logs.pays(want(9), 1)).isTrue();
    }
}
