package dev.tributary.agent.cli;

import dev.tributary.config.ConfigSchema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of a configuration file. */
@Command(name = "schema", description = "Prints the JSON Schema of a configuration file, for editors.")
final class ConfigSchemaCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        Objects.requireNonNull(spec).commandLine().getOut().print(ConfigSchema.json());
    }
}
