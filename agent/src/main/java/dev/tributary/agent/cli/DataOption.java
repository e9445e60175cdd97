package dev.tributary.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data directory of an agent on this machine. */
final class DataOption {
    private static final String VARIABLE = "TRIBUTARY_DATA";

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory (default: ./tributary-data).")
    private @Nullable Path data;

    /** The option, else the variable that the agent reads too, else the default. */
    Path directory(CliContext context) {
        if (data != null) {
            return data;
        }
        String variable = context.environment().getOrDefault(VARIABLE, "");
        return Path.of(variable.isEmpty() ? "./tributary-data" : variable);
    }
}
