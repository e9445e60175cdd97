package dev.tributary.agent;

import dev.tributary.agent.cli.CliContext;
import dev.tributary.agent.cli.Tributary;
import dev.tributary.agent.logging.LogLines;

/** The process's entry point: hands the arguments to the command line and returns its exit code to the shell. */
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] arguments) {
        LogLines.toStandardError("warn", false);
        System.exit(
                Tributary.commandLine(CliContext.ofProcess(new LocalAgents())).execute(arguments));
    }
}
