package dev.tributary.agent.cli;

import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigSources;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose logs a command is about: a running agent's, or those in a data directory that no agent uses. */
final class BundleOptions {
    @Mixin
    private ApiOptions api = new ApiOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The agent's configuration file, for when it does not run.")
    private @Nullable Path config;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    PrintWriter out() {
        return api.out();
    }

    Path directory(CliContext context) {
        return api.directory(context);
    }

    /** The agent's side when one runs, else the directory's, which is only read: says so where it could not be more. */
    BundleSide toRead(CliContext context) throws InterruptedException {
        return open(context, true);
    }

    /** The same for taking something in. */
    BundleSide toWrite(CliContext context) throws InterruptedException {
        return open(context, false);
    }

    private BundleSide open(CliContext context, boolean toRead) throws InterruptedException {
        Optional<ApiClient> running = api.running(context);
        if (running.isPresent()) {
            return new AgentSide(running.get());
        }
        ConfigSources sources = ConfigSources.DEFAULTS.withEnvironment(context.environment());
        if (config != null) {
            sources = sources.withFile(config);
        }
        sources = sources.withFlag("--data", "data", api.directory(context).toString());
        AgentConfig complete = PassphraseOption.complete(ConfigProblems.configOrFail(passphrase.in(sources)), context);
        AgentStarter.Offline offline = context.starter().offline(complete, toRead);
        offline.onlyRead().ifPresent(api.err()::println);
        return new OfflineSide(offline);
    }
}
