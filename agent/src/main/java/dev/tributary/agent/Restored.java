package dev.tributary.agent;

import dev.tributary.agent.bundle.Restore;
import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The mark of a data directory that was made from a backup: it counts until a start has told the fence. */
final class Restored {
    private Restored() {}

    static boolean is(Path data) {
        return Files.exists(data.resolve(Restore.MARKER));
    }

    static void forget(Path data) {
        try {
            Files.deleteIfExists(data.resolve(Restore.MARKER));
        } catch (IOException e) {
            throw new AgentException(
                    "cannot delete " + data.resolve(Restore.MARKER) + " (" + SystemWords.why(e) + ")", e);
        }
    }
}
