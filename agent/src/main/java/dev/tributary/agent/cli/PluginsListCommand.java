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

/** Lists plugins with their state. */
@Command(name = "list", description = "Lists all plugins with their state.")
final class PluginsListCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private @Nullable CommandSpec spec;

    PluginsListCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        ApiClient client = api.client(context);
        if (json.wanted()) {
            out.println(client.text("/api/v1/plugins").strip());
            return ExitCodes.DONE;
        }
        Table table = new Table("ID", "VERSION", "STATE", "FAILURES", "DESCRIPTION");
        for (JsonNode plugin : client.get("/api/v1/plugins").path("plugins")) {
            String failure = plugin.path("lastFailure").asText();
            table.add(
                    plugin.path("id").asText(),
                    plugin.path("version").asText(),
                    plugin.path("state").asText(),
                    plugin.path("failures").asText(),
                    failure.isEmpty() ? plugin.path("description").asText() : failure);
        }
        table.print(out);
        return ExitCodes.DONE;
    }
}
