package dev.tributary.agent.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal. */
public interface Prompt {
    /** Asks on the terminal of this process, without an echo. */
    Prompt TERMINAL = Prompt::onTerminal;

    /** The answer; empty when nobody is there, or refuses to answer. */
    Optional<String> secret(String question);

    // Later runtimes give a console without a terminal too, unless bin/tributary asks them not to.
    @SuppressWarnings("SystemConsoleNull")
    private static Optional<String> onTerminal(String question) {
        Console console = System.console();
        return Optional.ofNullable(console == null ? null : console.readPassword("%s: ", question))
                .map(String::new);
    }
}
