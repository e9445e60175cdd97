package dev.tributary.agent.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How often a benchmark measures, and where its figures go. */
final class Repetitions {
    @Option(names = "--runs", defaultValue = "3", description = "Repetitions (${DEFAULT-VALUE}).")
    private int runs;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    int count() {
        return runs;
    }

    void print(Figures figures) {
        figures.print(Objects.requireNonNull(command).commandLine().getOut());
    }
}
