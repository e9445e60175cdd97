package dev.tributary.agent.cli;

import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigSources;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Whose logs a command is about: a running agent's, or those in a data directory that no agent uses. */
final class BundleOptions {
    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private ConfigFileOption config = new ConfigFileOption();

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    PrintWriter out() {
        return api.out();
    }

    Path directory(CliContext context) {
        return api.directory(context, config);
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
        Path directory = directory(context);
        Optional<ApiClient> running = api.running(context, directory);
        if (running.isPresent()) {
            return new AgentSide(running.get());
        }
        ConfigSources sources = config.sources(context.environment(), directory);
        AgentConfig complete = PassphraseOption.complete(ConfigProblems.configOrFail(passphrase.in(sources)), context);
        AgentStarter.Offline offline = context.starter().offline(complete, toRead);
        offline.onlyRead().ifPresent(api.err()::println);
        return new OfflineSide(offline);
    }
}
