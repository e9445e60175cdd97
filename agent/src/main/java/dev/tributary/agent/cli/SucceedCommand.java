package dev.tributary.agent.cli;

import dev.tributary.config.AgentConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Begins a new log for an agent whose old one cannot go on. */
@Command(
        name = "succeed",
        description = {
            "Gives an agent that is not running a new key, whose log begins by naming the old one.",
            "For an agent that is fenced and whose missing events nobody has. The old log stays as it is.",
            "Prints one line: author=... predecessor=...; tell the peers the new key."
        })
class SucceedCommand implements Runnable {
    private final CliContext context;
    private final boolean planned;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--again", description = "Also when a new key is there already that no agent has used yet.")
    private boolean again;

    @Spec
    private @Nullable CommandSpec spec;

    /** {@code planned} for a planned change of the key. */
    SucceedCommand(CliContext context, boolean planned) {
        this.context = context;
        this.planned = planned;
    }

    @Override
    public void run() {
        AgentConfig config = options.config(context);
        AgentStarter.Succeeded done = context.starter().succeed(config, new AgentStarter.Change(planned, again));
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println("author=" + done.author().hex() + " predecessor="
                        + done.predecessor().hex());
    }
}
