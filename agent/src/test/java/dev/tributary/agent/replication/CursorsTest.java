package dev.tributary.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.replication.Cursors.Saved;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.api.model.Bytes;
import org.junit.jupiter.api.Test;

/** When everything was last compared with a peer is kept with how far it was followed. */
class CursorsTest {
    private static final Cursor CURSOR = new Cursor(Bytes.utf8("a store's own id"), 77);
    private static final long NOON = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;

    private static Saved read(Saved saved, long wallClock) {
        return Saved.decode(saved.encode(), wallClock).orElseThrow();
    }

    @Test
    void theTimeWithoutPowerCounts() {
        Saved saved = read(new Saved(CURSOR, 5 * HOUR, NOON), NOON + 8 * HOUR);
        assertThat(saved.cursor()).isEqualTo(CURSOR);
        assertThat(saved.comparedAgo(NOON + 8 * HOUR)).isEqualTo(13 * HOUR);
    }

    @Test
    void aClockThatWasSetBackTakesNothingAway() {
        Saved saved = read(new Saved(CURSOR, 5 * HOUR, NOON), 0);
        assertThat(saved.comparedAgo(0)).isEqualTo(5 * HOUR);
    }

    @Test
    void aValueFromBeforeCountsFromNowOn() {
        Bytes before = new Saved(CURSOR, 1, 2).encode().slice(0, 24).compact();
        Saved saved = Saved.decode(before, NOON).orElseThrow();
        assertThat(saved.cursor()).isEqualTo(CURSOR);
        assertThat(saved.comparedAgo(NOON + HOUR)).isEqualTo(HOUR);
    }

    @Test
    void whatIsNoneIsPassedOver() {
        assertThat(Saved.decode(Bytes.utf8("something else"), NOON)).isEmpty();
    }
}
