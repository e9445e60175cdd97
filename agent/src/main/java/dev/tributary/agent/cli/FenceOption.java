package dev.tributary.agent.cli;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.FenceRecord;
import dev.tributary.agent.storage.VerifyReport;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.config.ConfigSources;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the fence of an agent that does not run is, and what it says of the own log. */
final class FenceOption {
    @Mixin
    private ConfigFileOption config = new ConfigFileOption();

    @Option(
            names = "--fence",
            paramLabel = "FILE",
            description = "The fence file (identity.fence; default: the data directory's name with .fence behind it).")
    private @Nullable Path file;

    /** The fence as it was found. */
    record Read(Path path, FenceFile.Content content) {
        /** One line for a person. */
        String text() {
            if (content instanceof FenceFile.Content.Kept kept) {
                return "fence: " + path + " knows the own log up to seq "
                        + kept.newest().seq();
            }
            return "fence: " + path
                    + (content instanceof FenceFile.Content.Absent ? " is not there" : " is damaged")
                    + ", so it is not known whether the end of the own log is missing"
                    + (content instanceof FenceFile.Content.Absent
                            ? "; if it lies elsewhere, name it with --fence or --config"
                            : "");
        }

        /** True when it knows of own events that a store does not hold. */
        boolean isAheadOf(VerifyReport report) {
            if (!(content instanceof FenceFile.Content.Kept kept)) {
                return false;
            }
            FenceRecord newest = kept.newest();
            return Optional.ofNullable(report.heads().get(newest.author()))
                            .map(AuthorHead::seq)
                            .orElse(0L)
                    < newest.seq();
        }
    }

    /** The configuration, which may say where the data directory is too. */
    ConfigFileOption config() {
        return config;
    }

    /** The configuration of an agent in {@code directory}, with the fence where the option says. */
    ConfigSources sources(CliContext context, Path directory) {
        ConfigSources sources = config.sources(context.environment(), directory);
        return file == null ? sources : sources.withFlag("--fence", "identity.fence", file.toString());
    }

    /** Reads it where the option says, else the configuration, else beside the data directory. */
    Read read(CliContext context, Path directory) {
        Path path = ConfigProblems.configOrFail(sources(context, directory))
                .identity()
                .fence()
                .orElseGet(() -> FenceFile.beside(directory));
        return new Read(path, new FenceFile(path).read());
    }
}
