package dev.tributary.agent;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The process's entry point: hands the arguments to the command line and returns its exit code to the shell. */
@Command(
        name = "tributary",
        description = "An embeddable edge agent with signed event logs.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentMain.Version.class)
public final class AgentMain implements Runnable {

    /** Prints the usage: without a command there is nothing to do. */
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgentMain()).execute(arguments));
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = AgentMain.class.getPackage().getImplementationVersion();
            return new String[] {"tributary " + (version == null ? "development" : version)};
        }
    }
}
