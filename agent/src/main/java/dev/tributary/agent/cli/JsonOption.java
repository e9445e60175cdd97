package dev.tributary.agent.cli;

import picocli.CommandLine.Option;

/** Lines for people, or what the API says. */
final class JsonOption {
    @Option(names = "--json", description = "Print what the API answers, for machines.")
    private boolean json;

    boolean wanted() {
        return json;
    }
}
