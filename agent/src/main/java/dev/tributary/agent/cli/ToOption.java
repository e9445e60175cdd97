package dev.tributary.agent.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The file that a command writes. */
final class ToOption {
    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The file, which must not exist.")
    private Path to = Path.of("");

    Path path() {
        return to;
    }
}
