package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.ValueType;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Admits a peer. */
@Command(
        name = "add",
        description = "Admits a peer, and dials it when an address is given. It is remembered across restarts.")
final class PeersAddCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "KEY[@HOST:PORT]", description = "The peer's author key, and where it is dialled.")
    private String peer = "";

    PeersAddCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        new ValueType.PeerEntry().problem(peer).ifPresent(problem -> {
            throw CommandFailure.usage("'" + Printable.text(peer) + "' is not a peer: " + problem + ".");
        });
        int at = peer.indexOf('@');
        String key = (at < 0 ? peer : peer.substring(0, at)).toLowerCase(Locale.ROOT);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("key", key);
        if (at >= 0) {
            body.put("address", peer.substring(at + 1));
        }
        api.client(context).post("/api/v1/peers", body.toString());
        api.out().println("added " + key + (at < 0 ? ", awaited" : ", dialled at " + peer.substring(at + 1)));
        return ExitCodes.DONE;
    }
}
