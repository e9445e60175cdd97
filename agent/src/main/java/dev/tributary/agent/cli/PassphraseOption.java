package dev.tributary.agent.cli;

import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigSources;
import dev.tributary.config.Secret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passphrase of an encrypted identity file comes from: this option, the configuration, or a person. */
final class PassphraseOption {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "What opens the identity file, or encrypts one that is made (identity.passphrase-file).")
    private @Nullable String file;

    ConfigSources in(ConfigSources sources) {
        return file == null ? sources : sources.withFlag("--passphrase-file", "identity.passphrase-file", file);
    }

    /** The configuration, with a passphrase that a person was asked for where one is needed and nobody has given it. */
    static AgentConfig complete(AgentConfig config, CliContext context) {
        AgentConfig.Identity identity = config.identity();
        IdentityFile file = new IdentityFile(config.data());
        if (identity.passphrase().isPresent()
                || identity.passphraseFile().isPresent()
                || !file.exists()
                || !file.isEncrypted()) {
            return config;
        }
        return context.prompt()
                .secret("Passphrase of " + config.data().resolve(IdentityFile.NAME))
                .map(text -> config.withPassphrase(new Secret(text)))
                .orElse(config);
    }
}
