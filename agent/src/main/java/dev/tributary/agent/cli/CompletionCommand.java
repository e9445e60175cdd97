package dev.tributary.agent.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that teaches the shell all commands and options. */
@Command(
        name = CompletionCommand.NAME,
        description = "Prints a completion script for bash and zsh: source <(tributary completion)")
final class CompletionCommand implements Runnable {
    static final String NAME = "completion";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec own = Objects.requireNonNull(spec);
        own.commandLine()
                .getOut()
                .println(AutoComplete.bash("tributary", own.root().commandLine()));
    }
}
