package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists peers with how far each is. */
@Command(name = "list", description = "Lists all peers with how far this agent is behind each.")
final class PeersListCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    PeersListCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return json.print("/api/v1/peers", api, context, PeersListCommand::print);
    }

    private static void print(JsonNode answer, PrintWriter out) {
        Table table = new Table("KEY", "ADDRESS", "STATE", "IN SYNC", "BEHIND", "IN", "OUT", "INTEREST", "REASON");
        for (JsonNode peer : answer.path("peers")) {
            table.add(
                    peer.path("key").asText(),
                    peer.path("address").asText("-"),
                    peer.path("state").asText(),
                    peer.path("rootsEqual").asBoolean() ? "yes" : "no",
                    Amounts.count(peer.path("eventsBehind").asLong()),
                    Amounts.bytes(peer.path("bytesIn").asLong()),
                    Amounts.bytes(peer.path("bytesOut").asLong()),
                    Interests.brief(peer.path("interest").asText("all")),
                    peer.path("reason").asText());
        }
        table.print(out);
    }
}
