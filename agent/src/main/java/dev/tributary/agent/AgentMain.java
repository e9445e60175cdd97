package dev.tributary.agent;

import dev.tributary.agent.cli.CliContext;
import dev.tributary.agent.cli.Tributary;
import dev.tributary.agent.logging.LogLines;

/** The process's entry point: hands the arguments to the command line and returns its exit code to the shell. */
public final class AgentMain {
    private AgentMain() {}

    public static void main(String[] arguments) {
        LogLines.toStandardError("warn", false);
        if (arguments.length > 0 && arguments[0].equals("run")) {
            Preload.begin();
        }
        System.exit(Tributary.commandLineFor(CliContext.ofProcess(new LocalAgents()), arguments)
                .execute(arguments));
    }
}
