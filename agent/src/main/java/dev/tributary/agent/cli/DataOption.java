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
        Path directory = named(context);
        for (Path path = directory; path != null; path = path.getParent()) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw CommandFailure.failed(path + " is a file and no data directory: name one with --data.");
            }
        }
        return directory;
    }

    private Path named(CliContext context) {
        if (data != null) {
            return data;
        }
        String variable = context.environment().getOrDefault(VARIABLE, "");
        return Path.of(variable.isEmpty() ? "./tributary-data" : variable);
    }
}
