package dev.tributary.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventTest {
    private static final Bytes MEMORY = Bytes.of(new byte[1_000]);

    private final Event event = new Event(
            SpaceId.NONE,
            new AuthorId(MEMORY.slice(0, 32)),
            7,
            EventHash.NONE,
            List.of(new EventRef(new AuthorId(MEMORY.slice(1, 32)), 3, EventHash.NONE)),
            "door.state",
            5,
            Optional.of(MEMORY.slice(100, 20)),
            20,
            MEMORY.slice(200, 32),
            EventHash.NONE,
            Optional.of(MEMORY.slice(300, 64)));

    @Test
    void anotherPayloadChangesNothingElse() {
        Event without = event.withPayload(Optional.empty());
        assertThat(without.payload()).isEmpty();
        assertThat(without).isNotEqualTo(event);
        assertThat(without.withPayload(event.payload())).isEqualTo(event);
    }

    @Test
    void aCompactEventIsTheSame() {
        assertThat(event.compact()).isEqualTo(event);
        assertThat(event.withPayload(Optional.empty()).compact()).isEqualTo(event.withPayload(Optional.empty()));
    }
}
