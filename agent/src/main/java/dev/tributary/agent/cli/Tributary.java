package dev.tributary.agent.cli;

import dev.tributary.agent.bench.BenchCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top of the command line: the list of all commands. */
@Command(
        name = "tributary",
        description = "An edge agent with signed event logs that reach every box that should have them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage", "78:the configuration is wrong, nothing was written"})
public final class Tributary implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace when something fails.")
    private boolean debug;

    private Tributary() {}

    /** The command line with all commands. */
    public static CommandLine commandLine(CliContext context) {
        Tributary top = new Tributary();
        CommandLine line = new CommandLine(top)
                .addSubcommand(new RunCommand(context))
                .addSubcommand(new InitCommand(context))
                .addSubcommand(new IdCommand(context))
                .addSubcommand(new PublishCommand(context))
                .addSubcommand(new TailCommand(context))
                .addSubcommand(new LogCommand(context))
                .addSubcommand(new StatusCommand(context))
                .addSubcommand(new CommandLine(new PeersCommand())
                        .addSubcommand(new PeersListCommand(context))
                        .addSubcommand(new PeersAddCommand(context))
                        .addSubcommand(new PeersRemoveCommand(context)))
                .addSubcommand(new CommandLine(new PluginsCommand()).addSubcommand(new PluginsListCommand(context)))
                .addSubcommand(new VerifyCommand(context))
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new CommandLine(new ConfigCommand())
                        .addSubcommand(new ConfigCheckCommand())
                        .addSubcommand(new ConfigShowCommand(context))
                        .addSubcommand(new ConfigSchemaCommand()))
                .addSubcommand(BenchCommand.commandLine())
                .addSubcommand(new CompletionCommand());
        return line.setExecutionExceptionHandler(new FailureLines(() -> top.debug))
                .setParameterExceptionHandler(new UsageLines())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which command?");
    }
}
