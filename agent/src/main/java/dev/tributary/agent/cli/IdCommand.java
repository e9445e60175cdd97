package dev.tributary.agent.cli;

import dev.tributary.agent.identity.IdentityFile;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints who an agent is. */
@Command(name = "id", description = "Prints the author key of a data directory, 64 hexadecimal digits.")
final class IdCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    IdCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        String author = new IdentityFile(data.directory(context)).author().hex();
        Objects.requireNonNull(spec).commandLine().getOut().println(author);
    }
}
