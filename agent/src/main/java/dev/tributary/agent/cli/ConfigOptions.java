package dev.tributary.agent.cli;

import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that configure an agent, as flags above environment and file. */
final class ConfigOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Read this configuration file.")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory (default: ./tributary-data).")
    private @Nullable String data;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where peers are accepted (default: 0.0.0.0:7420).")
    private @Nullable String listen;

    @Option(
            names = "--peer",
            paramLabel = "KEY[@HOST:PORT]",
            description = "An agent that may connect, and is dialled when it has an address. Can be repeated.")
    private List<String> peers = new ArrayList<>();

    @Option(
            names = "--web",
            paramLabel = "HOST:PORT",
            description = "Where API and dashboard are served (default: 127.0.0.1:7421).")
    private @Nullable String web;

    @Option(names = "--plugins", paramLabel = "DIR", description = "Where plugin jars are found.")
    private @Nullable String plugins;

    @Option(names = "--space", paramLabel = "ID", description = "The space to take part in.")
    private @Nullable String space;

    @Mixin
    private PassphraseOption passphrase = new PassphraseOption();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set any key of the configuration. Can be repeated.")
    private List<String> settings = new ArrayList<>();

    /** What was said on the command line, above {@code environment} and the file. */
    ConfigSources sources(Map<String, String> environment) {
        ConfigSources sources = ConfigSources.DEFAULTS.withEnvironment(environment);
        if (config != null) {
            sources = sources.withFile(config);
        }
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw CommandFailure.usage("--set wants KEY=VALUE such as log.level=debug, but got '" + setting + "'.");
            }
            sources = sources.withFlag("--set", setting.substring(0, equals), setting.substring(equals + 1));
        }
        sources = flag(sources, "--data", "data", data);
        sources = flag(sources, "--listen", "sync.listen", listen);
        sources = flag(sources, "--peer", "peers", peers.isEmpty() ? null : String.join(",", peers));
        sources = flag(sources, "--web", "web.listen", web);
        sources = flag(sources, "--plugins", "plugins.directory", plugins);
        return passphrase.in(flag(sources, "--space", "space.id", space));
    }

    /** The configuration that comes of it, complete: a person is asked for a passphrase where one is needed. */
    AgentConfig config(CliContext context) {
        return PassphraseOption.complete(ConfigProblems.configOrFail(sources(context.environment())), context);
    }

    private static ConfigSources flag(ConfigSources sources, String name, String path, @Nullable String value) {
        return value == null ? sources : sources.withFlag(name, path, value);
    }
}
