package dev.tributary.agent;

import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells commands on this machine where the running agent's API is. There while the agent runs. */
final class ApiUrlFile {
    static final String NAME = "api-url";

    private final Path file;

    ApiUrlFile(Path data) {
        this.file = data.resolve(NAME);
    }

    /** Replaces what an agent that was killed has left. A reader sees the old or the new address, never a part. */
    void write(String url) {
        Path unfinished = file.resolveSibling(NAME + ".new");
        try {
            Files.writeString(unfinished, url + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new AgentException("cannot write " + file + " (" + SystemWords.why(e) + "): is the disk full?", e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new AgentException("cannot remove " + file + " (" + SystemWords.why(e) + ")", e);
        }
    }
}
