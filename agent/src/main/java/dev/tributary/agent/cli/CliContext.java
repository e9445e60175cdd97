package dev.tributary.agent.cli;

import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/**
 * What surrounds a command, so that tests can put something else in its place.
 *
 * @param starter starts agents
 * @param environment the variables of the process
 * @param in standard input
 * @param waiting how commands let time pass
 * @param stops how a command learns that it should end
 * @param prompt asks for secrets
 */
public record CliContext(
        AgentStarter starter,
        Map<String, String> environment,
        InputStream in,
        Waiting waiting,
        StopRequests stops,
        Prompt prompt) {
    public CliContext {
        Objects.requireNonNull(starter, "starter");
        environment = Map.copyOf(environment);
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(waiting, "waiting");
        Objects.requireNonNull(stops, "stops");
        Objects.requireNonNull(prompt, "prompt");
    }

    /** The surroundings of this process. */
    public static CliContext ofProcess(AgentStarter starter) {
        return new CliContext(starter, System.getenv(), System.in, Waiting.REAL, new ProcessStops(), Prompt.TERMINAL);
    }
}
