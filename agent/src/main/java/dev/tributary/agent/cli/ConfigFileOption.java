package dev.tributary.agent.cli;

import dev.tributary.config.ConfigSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The configuration of an agent that need not run, for commands that work on what it keeps. */
final class ConfigFileOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The agent's configuration file, which also says where its data directory is.")
    private @Nullable Path file;

    /** What {@code environment} and the file say, with {@code data} for the data directory. */
    ConfigSources sources(Map<String, String> environment, Path data) {
        return sources(environment).withFlag("--data", "data", data.toString());
    }

    /** The data directory of the file, or of a variable that is stronger; empty when no file was named. */
    Optional<Path> data(Map<String, String> environment) {
        return Optional.ofNullable(file)
                .map(named -> ConfigProblems.configOrFail(sources(environment)).data());
    }

    private ConfigSources sources(Map<String, String> environment) {
        ConfigSources sources = ConfigSources.DEFAULTS.withEnvironment(environment);
        return file == null ? sources : sources.withFile(file);
    }
}
