package dev.tributary.agent;

import dev.tributary.agent.logging.LogLines;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.host.AgentProvider;
import dev.tributary.config.ConfigProblem;
import dev.tributary.config.ConfigReader;
import dev.tributary.config.ConfigSources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Starts agents inside hosts; found through {@link java.util.ServiceLoader}. */
public final class EmbeddedProvider implements AgentProvider {
    /** Called by the service loader. */
    public EmbeddedProvider() {}

    @Override
    public Agent start(AgentOptions options) {
        if (isIsolated()) {
            LogLines.toHost();
        }
        return TributaryAgent.start(
                ConfigReader.read(sources(options)).orElseThrow(EmbeddedProvider::refusal), options.home());
    }

    /** What the host says by hand beats its file; the environment belongs to the host and is not read. */
    private static ConfigSources sources(AgentOptions options) {
        Map<String, String> settings = new TreeMap<>(options.settings());
        settings.put("data", options.data().toString());
        ConfigSources sources =
                options.configFile().map(ConfigSources.DEFAULTS::withFile).orElse(ConfigSources.DEFAULTS);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            sources = sources.withFlag("option " + setting.getKey(), setting.getKey(), setting.getValue());
        }
        return sources;
    }

    private static AgentException refusal(List<ConfigProblem> problems) {
        return new AgentException("the configuration is wrong: "
                + problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("; ")));
    }

    /** True when the agent has a class loader of its own, apart from the one of the API that the host sees. */
    private static boolean isIsolated() {
        return EmbeddedProvider.class.getClassLoader() != AgentProvider.class.getClassLoader();
    }
}
