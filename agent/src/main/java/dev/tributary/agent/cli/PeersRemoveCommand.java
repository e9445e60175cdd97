package dev.tributary.agent.cli;

import dev.tributary.config.ValueType;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Forgets a peer. */
@Command(name = "remove", description = "Forgets a peer and cuts its link.")
final class PeersRemoveCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "KEY", description = "The peer's author key.")
    private String key = "";

    @Spec
    private @Nullable CommandSpec spec;

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
        Objects.requireNonNull(spec).commandLine().getOut().println("removed " + lower);
        return ExitCodes.DONE;
    }
}
