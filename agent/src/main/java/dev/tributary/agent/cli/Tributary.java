package dev.tributary.agent.cli;

import dev.tributary.agent.bench.BenchCommand;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
        return commandLine(context, Optional.empty());
    }

    /**
     * The command line for these arguments. Looking at a command's options takes time, more for all of them than the
     * rest of an agent's start, so when the first argument names a command only that one is there.
     */
    public static CommandLine commandLineFor(CliContext context, String... arguments) {
        return commandLine(
                context,
                Optional.of(arguments)
                        .filter(words -> words.length > 0 && !words[0].equals(CompletionCommand.NAME))
                        .map(words -> words[0]));
    }

    private static CommandLine commandLine(CliContext context, Optional<String> only) {
        Tributary top = new Tributary();
        CommandLine line = new CommandLine(top);
        Map<String, Supplier<Object>> all = commands(context);
        only.filter(all::containsKey)
                .map(name -> Map.of(name, Objects.requireNonNull(all.get(name))))
                .orElse(all)
                .forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line.registerConverter(Path.class, Tributary::path)
                .setExecutionExceptionHandler(new FailureLines(() -> top.debug))
                .setParameterExceptionHandler(new UsageLines())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    /** An empty path would be the working directory, and is rather a variable of a script that was never set. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("a path must not be empty");
        }
        return Path.of(text);
    }

    /** In the order in which the help shows them. */
    private static Map<String, Supplier<Object>> commands(CliContext context) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(context));
        commands.put("init", () -> new InitCommand(context));
        commands.put("id", () -> new IdCommand(context));
        commands.put("publish", () -> new PublishCommand(context));
        commands.put("tail", () -> new TailCommand(context));
        commands.put("log", () -> new LogCommand(context));
        commands.put("status", () -> new StatusCommand(context));
        commands.put(
                "peers",
                () -> new CommandLine(new PeersCommand())
                        .addSubcommand(new PeersListCommand(context))
                        .addSubcommand(new PeersAddCommand(context))
                        .addSubcommand(new PeersRemoveCommand(context)));
        commands.put(
                "plugins", () -> new CommandLine(new PluginsCommand()).addSubcommand(new PluginsListCommand(context)));
        commands.put(
                "payloads",
                () -> new CommandLine(new PayloadsCommand()).addSubcommand(new PayloadsDeleteCommand(context)));
        commands.put("heads", () -> new HeadsCommand(context));
        commands.put("export", () -> new ExportCommand(context));
        commands.put("import", () -> new ImportCommand(context));
        commands.put("backup", () -> new BackupCommand(context));
        commands.put("restore", () -> new RestoreCommand(context));
        commands.put("verify", () -> new VerifyCommand(context));
        commands.put("succeed", () -> new SucceedCommand(context, false));
        commands.put(
                "identity",
                () -> new CommandLine(new IdentityCommand())
                        .addSubcommand(new IdentityCommand.Rotate(context))
                        .addSubcommand(new IdentityEncryptCommand(context))
                        .addSubcommand(new IdentityDecryptCommand(context)));
        commands.put("demo", () -> new DemoCommand(context));
        commands.put(
                "config",
                () -> new CommandLine(new ConfigCommand())
                        .addSubcommand(new ConfigCheckCommand())
                        .addSubcommand(new ConfigShowCommand(context))
                        .addSubcommand(new ConfigSchemaCommand()));
        commands.put("bench", BenchCommand::commandLine);
        commands.put(CompletionCommand.NAME, CompletionCommand::new);
        return commands;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which command?");
    }
}
