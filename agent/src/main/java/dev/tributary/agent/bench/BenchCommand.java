package dev.tributary.agent.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: a command that only holds others. */
@Command(name = "bench", description = "Measures this agent on this machine. Uses the temporary folder.")
public final class BenchCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private BenchCommand() {}

    /** The command with all that is below it. */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new BenchSyncCommand())
                .addSubcommand(new BenchStoreCommand())
                .addSubcommand(new BenchPublishCommand())
                .addSubcommand(new BenchLiveCommand())
                .addSubcommand(new BenchSourcesCommand())
                .addSubcommand(new BenchSlowLinkCommand())
                .addSubcommand(new BenchReconnectCommand())
                .addSubcommand(new BenchAdvertsCommand())
                .addSubcommand(new BenchIdleCommand())
                .addSubcommand(new BenchSimulateCommand())
                .addSubcommand(new BenchCrashCommand())
                .addSubcommand(new BenchSoakCommand())
                .addSubcommand(new BenchDiskCommand())
                .addSubcommand(new BenchClassesCommand());
    }

    @Override
    public void run() {
        CommandSpec own = Objects.requireNonNull(spec);
        throw new ParameterException(
                own.commandLine(),
                "which benchmark? There are "
                        + String.join(", ", own.subcommands().keySet()) + ".");
    }
}
