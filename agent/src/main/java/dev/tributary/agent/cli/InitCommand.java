package dev.tributary.agent.cli;

import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigSources;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a data directory without running an agent. */
@Command(
        name = "init",
        description = {
            "Makes identity and data directory without running the agent.",
            "Prints one line: author=... space=...; a directory that is complete stays as it is."
        })
final class InitCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private FenceOption fence = new FenceOption();

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    @ArgGroup
    private @Nullable Space space;

    @Spec
    private @Nullable CommandSpec spec;

    /** One of two ways to come to a space. */
    static final class Space {
        @Option(names = "--space", paramLabel = "ID", description = "Take part in this space.")
        private @Nullable String id;

        @Option(names = "--space-name", paramLabel = "NAME", description = "Found a space with this name.")
        private @Nullable String name;
    }

    InitCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        ConfigSources sources = fence.sources(context, data.directory(context, fence.config()));
        if (space != null && space.id != null) {
            sources = sources.withFlag("--space", "space.id", space.id);
        }
        if (space != null && space.name != null) {
            sources = sources.withFlag("--space-name", "space.name", space.name);
        }
        AgentConfig config = PassphraseOption.complete(ConfigProblems.configOrFail(passphrase.in(sources)), context);
        AgentStarter.Prepared prepared = context.starter().prepare(config);
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println("author=" + prepared.author().hex() + " space="
                        + prepared.space().hex());
    }
}
