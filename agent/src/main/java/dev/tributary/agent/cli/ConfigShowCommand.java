package dev.tributary.agent.cli;

import dev.tributary.config.Setting;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what an agent with these options would use. */
@Command(
        name = "show",
        description = {
            "Shows the effective values as YAML, secrets masked. A key without a value is not set.",
            "It takes the options of 'run' and reads the same environment."
        })
final class ConfigShowCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--origin", description = "Add where each value comes from.")
    private boolean origin;

    @Spec
    private @Nullable CommandSpec spec;

    ConfigShowCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        for (Setting setting : ConfigProblems.settingsOrFail(options.sources(context.environment()))) {
            String line = (setting.path() + ": " + setting.shown()).strip();
            out.println(origin ? line + "  # " + setting.origin() : line);
        }
        out.flush();
    }
}
