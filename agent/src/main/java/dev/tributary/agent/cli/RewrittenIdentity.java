package dev.tributary.agent.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Says what has become of an identity file. */
final class RewrittenIdentity {
    private RewrittenIdentity() {}

    static void tell(AgentStarter.Rewritten done, String form, @Nullable CommandSpec spec) {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.getOut().println("author=" + done.author().hex() + " identity=" + form);
        done.plainCopies()
                .forEach(copy -> line.getErr()
                        .println("tributary: " + copy + " keeps an earlier key in plain: move it to a safe place."));
    }
}
