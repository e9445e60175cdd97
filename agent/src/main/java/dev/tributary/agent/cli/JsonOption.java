package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** Lines for people, or what the API says. */
final class JsonOption {
    @Option(names = "--json", description = "Print what the API answers, for machines.")
    private boolean json;

    boolean isForMachines() {
        return json;
    }

    /** Prints what a call answers, through {@code people} unless a machine reads it. */
    int print(String path, ApiOptions api, CliContext context, BiConsumer<JsonNode, PrintWriter> people)
            throws InterruptedException {
        ApiClient client = api.client(context);
        if (json) {
            api.out().println(client.text(path).strip());
        } else {
            people.accept(client.get(path), api.out());
        }
        return ExitCodes.DONE;
    }
}
