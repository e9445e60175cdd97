package dev.tributary.agent.bench;

import dev.tributary.agent.FileTree;
import dev.tributary.api.host.AgentOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that is gone afterwards.
 *
 * @param folder where it is
 */
record Scratch(Path folder) implements AutoCloseable {
    static Scratch create() throws IOException {
        return new Scratch(Files.createTempDirectory("tributary-bench-"));
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    /** A small agent in a folder of that name: without a web server and plugins, on a free port. */
    AgentOptions agent(String name) {
        return agentIn(folder(name));
    }

    /** The same in any folder. */
    static AgentOptions agentIn(Path folder) {
        return AgentOptions.inDirectory(folder)
                .with("sync.listen", "127.0.0.1:0")
                .with("web.enabled", "false")
                .with("plugins.disabled", "host-telemetry");
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    /** Deletes a folder with all that is in it; does nothing when there is none. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        FileTree.remove(folder);
    }
}
