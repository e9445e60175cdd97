package dev.tributary.agent;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.api.host.AgentException;
import dev.tributary.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent stands on: its data directory, locked, and its identity. Looks at everything that can refuse a start
 * before it writes the first byte.
 *
 * @param lock keeps the directory
 * @param identity who the agent is
 * @param oldKey true when it was there before
 */
record Foundation(DataLock lock, Identity identity, boolean oldKey) {
    private static final Logger LOG = LoggerFactory.getLogger(Foundation.class);

    /** Checks, then makes what is missing. */
    static Foundation lay(AgentConfig config) {
        Path data = config.data();
        refuseUnusable(data);
        Optional<DataLock> early =
                Files.exists(data.resolve("lock")) ? Optional.of(DataLock.take(data)) : Optional.empty();
        try {
            Found found = find(config);
            refuseOccupied(config);
            DataLock lock = early.orElseGet(() -> DataLock.take(data));
            early = Optional.of(lock);
            return found.on(lock);
        } catch (RuntimeException e) {
            early.ifPresent(Foundation::release);
            throw e;
        }
    }

    /**
     * What was found before anything is written.
     *
     * @param file where the identity is kept, or will be
     * @param identity what it keeps; empty when there is none yet
     */
    record Found(IdentityFile file, Optional<Identity> identity) {
        /** With the identity that was there, or with a new one. */
        Foundation on(DataLock lock) {
            return new Foundation(
                    lock, identity.orElseGet(() -> file.loadOrCreate(new SecureRandom())), identity.isPresent());
        }
    }

    /** Looks for the identity; says so when it is in plain and should not be. */
    static Found find(AgentConfig config) {
        IdentityFile file = Settings.identity(config);
        if (!file.exists()) {
            refuseLostKey(config);
            file.refuseUnusablePassphrase();
            return new Found(file, Optional.empty());
        }
        Identity identity = file.load();
        if (file.keepsPlainDespitePassphrase()) {
            LOG.warn("the identity file is in plain though there is a passphrase: run 'tributary identity encrypt' "
                    + "while the agent is stopped");
        }
        return new Found(file, Optional.of(identity));
    }

    /** A new key in an old place would be a new author whom nobody knows, and whose peers wait for the old one. */
    private static void refuseLostKey(AgentConfig config) {
        if (OpenStore.existsIn(config.data())) {
            throw new AgentException("the identity file " + config.data().resolve(IdentityFile.NAME)
                    + " is missing, but there is a store: put the file "
                    + "back, or run tributary succeed to begin a new log that names the old one");
        }
    }

    private static void refuseUnusable(Path data) {
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw new AgentException("the data directory " + data + " is a file: name another with --data");
        }
        Path nearest = data.toAbsolutePath();
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest)) {
            throw new AgentException("the data directory " + data + " cannot be made: " + nearest
                    + " is a file; name another with --data");
        }
        DataLock.refuseUnwritable(nearest, data);
    }

    private static void refuseOccupied(AgentConfig config) {
        SocketAddresses.occupied(config.sync().listen(), "sync.listen").ifPresent(Foundation::refuse);
        if (config.web().enabled()) {
            SocketAddresses.occupied(config.web().listen(), "web.listen").ifPresent(Foundation::refuse);
        }
    }

    private static void refuse(String sentence) {
        throw new AgentException(sentence);
    }

    static void release(DataLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new AgentException("cannot give the lock of the data directory back (" + SystemWords.why(e) + ")", e);
        }
    }
}
