package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.InterestText;
import dev.tributary.config.ValueType;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--interest",
            paramLabel = "WANTS",
            description = "What is wanted of it: " + InterestText.SHAPE + ". Without it: everything, or as it was.")
    private Optional<String> interest = Optional.empty();

    PeersAddCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        new ValueType.PeerEntry().problem(peer).ifPresent(problem -> {
            throw CommandFailure.usage("'" + Printable.text(peer) + "' is not a peer: " + problem + ".");
        });
        interest.flatMap(InterestText::problem).ifPresent(problem -> {
            throw CommandFailure.usage("--interest " + problem + ".");
        });
        int at = peer.indexOf('@');
        String key = (at < 0 ? peer : peer.substring(0, at)).toLowerCase(Locale.ROOT);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("key", key);
        if (at >= 0) {
            body.put("address", peer.substring(at + 1));
        }
        interest.ifPresent(wants -> body.put("interest", wants));
        api.client(context).post("/api/v1/peers", body.toString());
        String how = at < 0 ? ", awaited" : ", dialled at " + peer.substring(at + 1);
        api.out()
                .println("added " + key + how
                        + interest.map(wants -> ", wanted: " + wants).orElse(""));
        return ExitCodes.DONE;
    }
}
