package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.plugin.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatSettingsTest {
    private static Settings settings(String value) {
        return new FlatSettings(Map.of("a.b", value));
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "5s,PT5S", "2m,PT2M", "1h,PT1H", "0s,PT0S", "PT1.5S,PT1.5S", "' 7s ',PT7S"})
    void readsDurations(String text, Duration expected) {
        assertThat(settings(text).duration("a.b", Duration.ZERO)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "s", "-5s", "PT-5S", "1d", "5S", "999999999999999999h", "soon"})
    void namesTheKeyOfWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> settings(text).duration("a.b", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plugin setting a.b is not a duration such as 250ms, 5s, 2m, 1h or PT5S: " + text);
    }

    @Test
    void whatIsNotConfiguredIsAsThePluginWants() {
        Settings none = new FlatSettings(Map.of());

        assertThat(none.keys()).isEmpty();
        assertThat(none.text("x")).isEmpty();
        assertThat(none.number("x", 7)).isEqualTo(7);
        assertThat(none.flag("x", true)).isTrue();
        assertThat(none.duration("x", Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void readsNumbersAndFlagsOrNamesTheKey() {
        assertThat(settings("-12").number("a.b", 0)).isEqualTo(-12);
        assertThat(settings("false").flag("a.b", true)).isFalse();
        assertThatThrownBy(() -> settings("1.5").number("a.b", 0))
                .hasMessage("plugin setting a.b is not a whole number: 1.5");
        assertThatThrownBy(() -> settings("yes").flag("a.b", true))
                .hasMessage("plugin setting a.b is neither true nor false: yes");
    }
}
