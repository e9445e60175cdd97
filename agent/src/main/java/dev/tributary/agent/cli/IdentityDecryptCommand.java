package dev.tributary.agent.cli;

import dev.tributary.agent.identity.Passphrase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes the passphrase off the identity file. */
@Command(
        name = "decrypt",
        description = "Writes the identity file of an agent that is not running in plain; its mode stays 0600.")
final class IdentityDecryptCommand implements Runnable {
    private final CliContext context;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private @Nullable CommandSpec spec;

    IdentityDecryptCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        RewrittenIdentity.tell(
                context.starter().rewriteIdentity(options.config(context), Passphrase.NONE), "plain", spec);
    }
}
