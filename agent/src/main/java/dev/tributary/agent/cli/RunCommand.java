package dev.tributary.agent.cli;

import dev.tributary.api.host.Agent;
import dev.tributary.config.AgentConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs an agent until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Runs the agent until SIGTERM or Ctrl-C.",
            "It needs no option: the data directory, an identity and a space are made on the first start.",
            "When it is ready it prints one line: ready author=... space=... sync=... web=..."
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration A_LONG_TIME = Duration.ofDays(365);

    private final CliContext context;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private @Nullable CommandSpec spec;

    RunCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        AgentConfig config = options.config(context);
        try (StopRequests.Armed stop = context.stops().arm();
                Agent agent = context.starter().start(config)) {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(ready(agent));
            out.flush();
            boolean asked = false;
            while (!asked) {
                asked = stop.await(A_LONG_TIME);
            }
        }
        return ExitCodes.DONE;
    }

    private static String ready(Agent agent) {
        return "ready author=" + agent.author().hex() + " space="
                + agent.space().hex() + " sync=" + agent.syncAddress() + " web="
                + agent.webAddress().orElse("off");
    }
}
