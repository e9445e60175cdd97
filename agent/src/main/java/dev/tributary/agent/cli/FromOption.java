package dev.tributary.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The file that a command reads. */
final class FromOption {
    @Option(names = "--from", required = true, paramLabel = "FILE", description = "The file.")
    private Path from = Path.of("");

    /** Its content, with a bar that says what is done with it. */
    InputStream open(String doing) {
        if (Files.isDirectory(from)) {
            throw CommandFailure.failed(from + " is a directory: name a file.");
        }
        try {
            return ProgressInput.of(from, doing);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    CommandFailure unreadable(IOException why) {
        return CommandFailure.failed(FileWords.unreadable(from, why));
    }
}
