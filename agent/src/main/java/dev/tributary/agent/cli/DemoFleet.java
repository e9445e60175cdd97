package dev.tributary.agent.cli;

import dev.tributary.agent.identity.ApiToken;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorId;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Agents in one process, linked as a chain on loopback: each dials the one before it. Ports are taken as they are free.
 * All keys are made before the first agent starts, so that each admits its neighbours from the beginning.
 */
final class DemoFleet implements AutoCloseable {
    private static final String TELEMETRY = "host-telemetry";

    private final List<Agent> agents = new ArrayList<>();
    private final List<Path> folders;

    private DemoFleet(List<Path> folders) {
        this.folders = folders;
    }

    /** Starts {@code size} agents with data directories below {@code folder}. */
    static DemoFleet start(AgentStarter starter, Path folder, int size) {
        List<Path> folders = Stream.iterate(1, number -> number + 1)
                .limit(size)
                .map(number -> folder.resolve("agent-" + number))
                .toList();
        DemoFleet fleet = new DemoFleet(folders);
        try {
            fleet.startAll(starter);
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    int size() {
        return agents.size();
    }

    Agent first() {
        return agents.get(0);
    }

    Agent last() {
        return agents.get(agents.size() - 1);
    }

    List<Agent> agents() {
        return List.copyOf(agents);
    }

    /** The dashboard's address with the token behind the {@code #}, which a browser keeps to itself. */
    String dashboard(int index) {
        String token = new ApiToken(folders.get(index)).load();
        return agents.get(index).webAddress().orElse("") + "/#token=" + token;
    }

    @Override
    public void close() {
        for (int i = agents.size() - 1; i >= 0; i--) {
            agents.get(i).close();
        }
        agents.clear();
    }

    private void startAll(AgentStarter starter) {
        AgentStarter.Prepared founder = starter.prepare(config(folders.get(0), ConfigSources.DEFAULTS));
        String space = founder.space().hex();
        List<AuthorId> authors = new ArrayList<>(List.of(founder.author()));
        for (Path folder : folders.subList(1, folders.size())) {
            authors.add(starter.prepare(config(folder, inSpace(space))).author());
        }
        for (int i = 0; i < folders.size(); i++) {
            ConfigSources sources = inSpace(space).withFlag("demo", "peers", neighbours(authors, i));
            sources = i == 0
                    ? sources.withFlag("demo", "plugins.settings." + TELEMETRY + ".interval", "1s")
                    : sources.withFlag("demo", "plugins.disabled", TELEMETRY);
            agents.add(starter.start(config(folders.get(i), sources)));
        }
    }

    private String neighbours(List<AuthorId> authors, int index) {
        Optional<String> before = index == 0
                ? Optional.empty()
                : Optional.of(authors.get(index - 1).hex() + "@"
                        + agents.get(index - 1).syncAddress());
        Optional<String> behind = index == authors.size() - 1
                ? Optional.empty()
                : Optional.of(authors.get(index + 1).hex());
        return Stream.of(before, behind).flatMap(Optional::stream).collect(Collectors.joining(","));
    }

    private static ConfigSources inSpace(String space) {
        return ConfigSources.DEFAULTS.withFlag("demo", "space.id", space);
    }

    private static AgentConfig config(Path folder, ConfigSources sources) {
        return ConfigProblems.configOrFail(sources.withFlag("demo", "data", folder.toString())
                .withFlag("demo", "space.name", "demo")
                .withFlag("demo", "sync.listen", "127.0.0.1:0")
                .withFlag("demo", "web.listen", "127.0.0.1:0")
                .withFlag("demo", "log.level", "warn"));
    }
}
