package dev.tributary.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFilterTest {
    private static final AuthorId A = AuthorId.ofHex("0a".repeat(32));
    private static final AuthorId B = AuthorId.ofHex("0b".repeat(32));

    private static Event event(AuthorId author, String type) {
        return new Event(
                SpaceId.NONE,
                author,
                1,
                EventHash.NONE,
                List.of(),
                type,
                0,
                Optional.empty(),
                0,
                Bytes.EMPTY,
                EventHash.NONE,
                Optional.empty());
    }

    @Test
    void typeIsTheWholeType() {
        EventFilter filter = EventFilter.type("sensor.reading");

        assertThat(filter.accepts(event(A, "sensor.reading"))).isTrue();
        assertThat(filter.accepts(event(A, "sensor.reading.raw"))).isFalse();
        assertThat(filter.accepts(event(A, "sensor"))).isFalse();
    }

    @Test
    void starAtTheEndStandsForWhatFollowsTheDot() {
        EventFilter filter = EventFilter.type("sensor.*");

        assertThat(filter.accepts(event(A, "sensor.reading"))).isTrue();
        assertThat(filter.accepts(event(A, "sensor.a.b"))).isTrue();
        assertThat(filter.accepts(event(A, "sensor"))).isFalse();
        assertThat(filter.accepts(event(A, "sensors.a"))).isFalse();
    }

    @Test
    void bothConditionsMustHold() {
        EventFilter filter = new EventFilter(Optional.of(A), Optional.of("x"));

        assertThat(filter.accepts(event(A, "x"))).isTrue();
        assertThat(filter.accepts(event(B, "x"))).isFalse();
        assertThat(filter.accepts(event(A, "y"))).isFalse();
        assertThat(EventFilter.ALL.accepts(event(B, "y"))).isTrue();
    }

    @Test
    void eachConditionCanBeAskedAlone() {
        EventFilter filter = new EventFilter(Optional.of(A), Optional.of("x.*"));

        assertThat(filter.accepts(A)).isTrue();
        assertThat(filter.accepts(B)).isFalse();
        assertThat(filter.accepts("x.y")).isTrue();
        assertThat(filter.accepts("y")).isFalse();
        assertThat(EventFilter.ALL.accepts(B) && EventFilter.ALL.accepts("y")).isTrue();
    }

    @Test
    void positionsStartAtOne() {
        assertThatThrownBy(() -> new Arrival(0, event(A, "x"))).hasMessage("positions start at 1, this is 0");
    }
}
