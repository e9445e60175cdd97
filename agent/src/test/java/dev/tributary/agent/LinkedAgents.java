package dev.tributary.agent;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Whole agents of a test that meet on loopback. */
final class LinkedAgents {
    private LinkedAgents() {}

    /** On a free port and without a web server. */
    static AgentOptions options(Path data) {
        return AgentOptions.inDirectory(data).with("sync.listen", "127.0.0.1:0").with("web.enabled", "false");
    }

    /** Both admit each other, and one dials. */
    static void link(Agent accepting, Agent dialling) {
        accepting
                .addPeer(dialling.author(), Optional.empty())
                .toCompletableFuture()
                .join();
        dialling.addPeer(accepting.author(), Optional.of(accepting.syncAddress()))
                .toCompletableFuture()
                .join();
    }
}
