package dev.tributary.agent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data directory of an agent on this machine. */
final class DataOption {
    private static final String VARIABLE = "TRIBUTARY_DATA";

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory (default: ./tributary-data).")
    private @Nullable Path data;

    /**
     * The option, else the variable that the agent reads too, else the default.
     *
     * @throws CommandFailure when a file is there or on the way there
     */
    Path directory(CliContext context) {
        return checked(data != null ? data : unlessNamed(context));
    }

    /** The same; what the configuration says comes before the default. */
    Path directory(CliContext context, ConfigFileOption config) {
        return checked(data != null ? data : config.data(context.environment()).orElseGet(() -> unlessNamed(context)));
    }

    private static Path checked(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw CommandFailure.failed(path + " is a file and no data directory: name one with --data.");
            }
        }
        return directory;
    }

    private static Path unlessNamed(CliContext context) {
        String variable = context.environment().getOrDefault(VARIABLE, "");
        return Path.of(variable.isEmpty() ? "./tributary-data" : variable);
    }
}
