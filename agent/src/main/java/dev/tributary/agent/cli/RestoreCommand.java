package dev.tributary.agent.cli;

import dev.tributary.agent.SystemWords;
import dev.tributary.agent.bundle.Restore;
import dev.tributary.api.host.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes a data directory from a backup. */
@Command(
        name = "restore",
        description = {
            "Makes a data directory from a file of 'tributary backup'.",
            "Checks everything; the directory must be empty or not exist, and is there as a whole or not at all.",
            "The agent that starts on it fetches what it has published since the backup from its peers before it "
                    + "publishes again."
        })
final class RestoreCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private FromOption from = new FromOption();

    @Spec
    private @Nullable CommandSpec spec;

    RestoreCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Path directory = data.directory(context);
        Restore.Done done;
        try (InputStream in = from.open("Restoring")) {
            done = Restore.run(in, directory, Clock.systemUTC());
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.failed(
                    directory + " is not an empty directory: name another with --data, nothing is overwritten.");
        } catch (BundleException e) {
            throw CommandFailure.failed(e.getMessage() + " Nothing was restored.");
        } catch (IOException e) {
            throw CommandFailure.failed("the restore failed (" + SystemWords.why(e) + "): nothing is left of it.");
        }
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println("restored " + Amounts.count(done.events()) + " events and the key of "
                        + done.about().maker().hex() + " to " + directory);
        return ExitCodes.DONE;
    }
}
