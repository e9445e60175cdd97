package dev.tributary.agent.cli;

import dev.tributary.agent.bundle.About;
import dev.tributary.agent.identity.IdentityFile;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes all of a data directory to a file. */
@Command(
        name = "backup",
        description = {
            "Writes everything that a data directory holds to one file, while its agent runs or not.",
            "All logs and values are in it as they are between two commits, and the agent's key, so keep the file "
                    + "where the key may be. The configuration file and the API token are not in it.",
            "'tributary restore' makes a directory of it."
        })
final class BackupCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private BundleOptions side = new BundleOptions();

    @Mixin
    private ToOption to = new ToOption();

    BackupCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        IdentityFile identity = new IdentityFile(side.directory(context));
        About about;
        try (BundleSide open = side.toRead(context)) {
            about = NewFile.write(to.path(), Map.of(IdentityFile.NAME, identity.content()), open::backup);
        }
        side.out()
                .println("wrote " + Amounts.count(about.events()) + " events and the key of "
                        + about.maker().hex() + " to " + to.path());
        return ExitCodes.DONE;
    }
}
