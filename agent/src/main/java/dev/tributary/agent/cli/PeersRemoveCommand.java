package dev.tributary.agent.cli;

import dev.tributary.config.ValueType;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Forgets a peer. */
@Command(name = "remove", description = "Forgets a peer and cuts its link.")
final class PeersRemoveCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "KEY", description = "The peer's author key.")
    private String key = "";

    PeersRemoveCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        new ValueType.Hex64().problem(key).ifPresent(problem -> {
            throw CommandFailure.usage("'" + Printable.text(key) + "' is not a peer's key: it " + problem + ".");
        });
        String lower = key.toLowerCase(Locale.ROOT);
        api.client(context).delete("/api/v1/peers/" + lower);
        api.out().println("removed " + lower);
        return ExitCodes.DONE;
    }
}
