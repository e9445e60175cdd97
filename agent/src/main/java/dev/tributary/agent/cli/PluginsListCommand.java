package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists plugins with their state. */
@Command(name = "list", description = "Lists all plugins with their state.")
final class PluginsListCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    PluginsListCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        return json.print("/api/v1/plugins", api, context, PluginsListCommand::print);
    }

    private static void print(JsonNode answer, PrintWriter out) {
        Table table = new Table("ID", "VERSION", "STATE", "FAILURES", "DESCRIPTION");
        for (JsonNode plugin : answer.path("plugins")) {
            String failure = plugin.path("lastFailure").asText();
            table.add(
                    plugin.path("id").asText(),
                    plugin.path("version").asText(),
                    plugin.path("state").asText(),
                    plugin.path("failures").asText(),
                    failure.isEmpty() ? plugin.path("description").asText() : failure);
        }
        table.print(out);
    }
}
