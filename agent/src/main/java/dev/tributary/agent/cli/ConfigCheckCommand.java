package dev.tributary.agent.cli;

import dev.tributary.config.ConfigSources;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says everything that is wrong in a configuration file. */
@Command(
        name = "check",
        description = "Lists everything that is wrong in a file, each with line and column; exit code 78 then.")
final class ConfigCheckCommand implements Runnable {
    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Path checked = Objects.requireNonNull(file);
        ConfigProblems.configOrFail(ConfigSources.DEFAULTS.withFile(checked));
        Objects.requireNonNull(spec).commandLine().getOut().println(checked + " is valid.");
    }
}
