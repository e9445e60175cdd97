package dev.tributary.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What reading a configuration comes to: a configuration without any problem, or all problems at once.
 *
 * @since 0.1
 */
public sealed interface ConfigResult {
    /** The configuration, or what {@code failure} makes of the problems. */
    <X extends Throwable> AgentConfig orElseThrow(Function<List<ConfigProblem>, X> failure) throws X;

    /**
     * Everything is right.
     *
     * @param config the configuration
     * @param settings every effective value with its origin, in the order of {@link ConfigKeys}
     */
    record Valid(AgentConfig config, List<Setting> settings) implements ConfigResult {
        public Valid {
            Objects.requireNonNull(config, "config");
            settings = List.copyOf(settings);
        }

        @Override
        public <X extends Throwable> AgentConfig orElseThrow(Function<List<ConfigProblem>, X> failure) {
            return config;
        }
    }

    /**
     * Something is wrong.
     *
     * @param problems at least one, in the order in which a person would meet them
     */
    record Invalid(List<ConfigProblem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
        }

        @Override
        public <X extends Throwable> AgentConfig orElseThrow(Function<List<ConfigProblem>, X> failure) throws X {
            throw failure.apply(problems);
        }
    }
}
