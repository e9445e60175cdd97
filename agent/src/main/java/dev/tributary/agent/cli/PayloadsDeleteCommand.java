package dev.tributary.agent.cli;

import dev.tributary.config.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes payloads on one box. */
@Command(
        name = "delete",
        description = {
            "Deletes the payloads of events on this box, for good.",
            "Headers, hashes and signatures stay; other agents decide for themselves.",
            "Prints one line for each event; the first that fails ends it."
        })
final class PayloadsDeleteCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "HASH", arity = "1..*", description = "The hashes of the events.")
    private List<String> hashes = new ArrayList<>();

    PayloadsDeleteCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        for (String hash : hashes) {
            new ValueType.Hex64().problem(hash).ifPresent(problem -> {
                throw CommandFailure.usage(
                        "'" + Printable.text(hash) + "' is not an event's hash: it " + problem + ".");
            });
        }
        ApiClient client = api.client(context);
        for (String hash : hashes) {
            String lower = hash.toLowerCase(Locale.ROOT);
            client.delete("/api/v1/events/" + lower + "/payload");
            api.out().println("deleted " + lower);
        }
        return ExitCodes.DONE;
    }
}
