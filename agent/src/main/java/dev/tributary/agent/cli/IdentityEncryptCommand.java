package dev.tributary.agent.cli;

import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.identity.Passphrase;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.Secret;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts the identity file under a passphrase. */
@Command(
        name = "encrypt",
        description = {
            "Encrypts the identity file of an agent that is not running, or gives it another passphrase.",
            "The new one is that of --new-passphrase-file, else for a file in plain that of --passphrase-file or the "
                    + "configuration, else it is asked for, on a terminal only.",
            "Backups and copies made before stay as they are."
        })
final class IdentityEncryptCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--new-passphrase-file", paramLabel = "FILE", description = "What opens the file from now on.")
    private @Nullable Path next;

    @Spec
    private @Nullable CommandSpec spec;

    IdentityEncryptCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        AgentConfig config = options.config(context);
        RewrittenIdentity.tell(context.starter().rewriteIdentity(config, wanted(config)), "encrypted", spec);
    }

    private Passphrase wanted(AgentConfig config) {
        if (next != null) {
            return Passphrase.ofFile(next);
        }
        IdentityFile file = new IdentityFile(config.data());
        Passphrase known = Passphrase.of(
                config.identity().passphraseFile(),
                config.identity().passphrase().map(Secret::text));
        return known.isGiven() && !file.isEncrypted() ? known : Passphrase.ofText(asked());
    }

    private String asked() {
        Optional<String> first = context.prompt().secret("New passphrase");
        if (first.isEmpty() || first.get().isEmpty()) {
            throw CommandFailure.usage("no new passphrase was given: name its file with --new-passphrase-file, or "
                    + "answer on a terminal.");
        }
        if (!context.prompt().secret("The same again").equals(first)) {
            throw CommandFailure.failed("the two passphrases differ: nothing was changed.");
        }
        return first.get();
    }
}
