package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Everything is compared once a day, however often the agent is started. */
class FullExchangeTest extends EngineTest {
    private static final long HOUR = 3_600_000;
    private static final Cursor FOLLOWED = new Cursor(STORE, 9);

    private List<Long> saved() {
        return engine.drain().stream()
                .filter(SyncEffect.SaveCursor.class::isInstance)
                .map(effect -> ((SyncEffect.SaveCursor) effect).comparedAt())
                .toList();
    }

    @Test
    void itIsDueADayAfterTheLastOneThoughTheAgentWasStartedMeanwhile() {
        engine.follows(PEER, FOLLOWED, -23 * HOUR);
        link(1, PEER, ownRoot());
        engine.tick(HOUR - 1);
        assertThat(sent(1)).noneMatch(AdvertisePage.class::isInstance);
        engine.tick(HOUR);
        assertThat(sent(1)).anyMatch(AdvertisePage.class::isInstance);
        engine.stop();
        assertThat(saved()).as("kept, though the cursor is the same").containsExactly(HOUR);
    }

    @Test
    void itComesWithTheFirstMeetingWhenItIsOverdue() {
        engine.holds(head(OTHER, 4), 4);
        engine.follows(PEER, FOLLOWED, -25 * HOUR);
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(ELSEWHERE, Optional.of(new Cursor(STORE, 2))));
        assertThat(sent(1)).anyMatch(AdvertisePage.class::isInstance);
    }

    @Test
    void aStartAloneForcesNone() {
        engine.holds(head(OTHER, 4), 4);
        engine.follows(PEER, FOLLOWED, -HOUR);
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(ELSEWHERE, Optional.of(new Cursor(STORE, 2))));
        assertThat(sent(1)).anyMatch(AdvertiseChanges.class::isInstance).noneMatch(AdvertisePage.class::isInstance);
    }

    @Test
    void whoIsMetForTheFirstTimeIsComparedThen() {
        SyncMessage.Root same = ownRoot();
        engine.opened(1, PEER, 0, 0);
        greet(1, hello(same, Optional.empty()));
        assertThat(saved()).containsExactly(0L);
    }
}
