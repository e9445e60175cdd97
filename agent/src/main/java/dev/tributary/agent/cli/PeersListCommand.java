package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists peers with how far each is. */
@Command(name = "list", description = "Lists all peers with how far this agent is behind each.")
final class PeersListCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private @Nullable CommandSpec spec;

    PeersListCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ApiClient client = api.client(context);
        if (json.wanted()) {
            out.println(client.text("/api/v1/peers").strip());
            return ExitCodes.DONE;
        }
        Table table = new Table("KEY", "ADDRESS", "STATE", "IN SYNC", "BEHIND", "IN", "OUT", "REASON");
        for (JsonNode peer : client.get("/api/v1/peers").path("peers")) {
            table.add(
                    peer.path("key").asText(),
                    peer.path("address").asText("-"),
                    peer.path("state").asText(),
                    peer.path("rootsEqual").asBoolean() ? "yes" : "no",
                    Amounts.count(peer.path("eventsBehind").asLong()),
                    Amounts.bytes(peer.path("bytesIn").asLong()),
                    Amounts.bytes(peer.path("bytesOut").asLong()),
                    peer.path("reason").asText());
        }
        table.print(out);
        return ExitCodes.DONE;
    }
}
