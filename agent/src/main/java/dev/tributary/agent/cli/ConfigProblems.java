package dev.tributary.agent.cli;

import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigProblem;
import dev.tributary.config.ConfigReader;
import dev.tributary.config.ConfigResult;
import dev.tributary.config.ConfigSources;
import dev.tributary.config.Setting;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a configuration for a command, which ends with exit code 78 when anything is wrong. */
final class ConfigProblems {
    private ConfigProblems() {}

    static AgentConfig configOrFail(ConfigSources sources) {
        return ConfigReader.read(sources).orElseThrow(ConfigProblems::failure);
    }

    static List<Setting> settingsOrFail(ConfigSources sources) {
        ConfigResult result = ConfigReader.read(sources);
        if (result instanceof ConfigResult.Valid valid) {
            return valid.settings();
        }
        throw failure(((ConfigResult.Invalid) result).problems());
    }

    private static CommandFailure failure(List<ConfigProblem> problems) {
        return CommandFailure.configuration(
                problems.stream().map(ConfigProblem::toString).collect(Collectors.joining(System.lineSeparator())));
    }
}
