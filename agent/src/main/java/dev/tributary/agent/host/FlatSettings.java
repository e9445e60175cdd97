package dev.tributary.agent.host;

import dev.tributary.api.plugin.Settings;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings held in a map from dotted keys to text. Immutable. */
public final class FlatSettings implements Settings {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m|h)");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    private final Map<String, String> values;

    /** Copies {@code values}. */
    public FlatSettings(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    @Override
    public Set<String> keys() {
        return new TreeSet<>(values.keySet());
    }

    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public Duration duration(String key, Duration otherwise) {
        return text(key).map(value -> parse(key, value)).orElse(otherwise);
    }

    private static Duration parse(String key, String value) {
        Matcher matcher = SHORT.matcher(value.strip());
        try {
            if (matcher.matches()) {
                ChronoUnit unit = UNITS.getOrDefault(matcher.group(2), ChronoUnit.SECONDS);
                return Duration.of(Long.parseLong(matcher.group(1)), unit);
            }
            Duration duration = Duration.parse(value.strip());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw notADuration(key, value, e);
        }
        throw notADuration(key, value, null);
    }

    private static IllegalArgumentException notADuration(String key, String value, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "plugin setting " + key + " is not a duration such as 250ms, 5s, 2m, 1h or PT5S: " + value, cause);
    }
}
