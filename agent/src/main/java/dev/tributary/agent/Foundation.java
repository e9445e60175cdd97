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

/**
 * What an agent stands on: its data directory, locked, and its identity. Looks at everything that can refuse a start
 * before it writes the first byte.
 *
 * @param lock keeps the directory
 * @param identity who the agent is
 * @param oldKey true when it was there before
 */
record Foundation(DataLock lock, Identity identity, boolean oldKey) {

    /** Checks, then makes what is missing. */
    static Foundation lay(AgentConfig config) {
        Path data = config.data();
        refuseUnusable(data);
        Optional<DataLock> early =
                Files.exists(data.resolve("lock")) ? Optional.of(DataLock.take(data)) : Optional.empty();
        try {
            IdentityFile file = new IdentityFile(data);
            boolean oldKey = file.exists();
            if (oldKey) {
                file.load();
            }
            refuseLostKey(config);
            refuseOccupied(config);
            DataLock lock = early.orElseGet(() -> DataLock.take(data));
            early = Optional.of(lock);
            return new Foundation(lock, file.loadOrCreate(new SecureRandom()), oldKey);
        } catch (RuntimeException e) {
            early.ifPresent(Foundation::release);
            throw e;
        }
    }

    /** A new key in an old place would be a new author whom nobody knows, and whose peers wait for the old one. */
    static void refuseLostKey(AgentConfig config) {
        Path key = config.data().resolve(IdentityFile.NAME);
        if (!Files.exists(key) && OpenStore.existsIn(config.data())) {
            throw new AgentException("the identity file " + key + " is missing, but there is a store: put the file "
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
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            throw new AgentException("the data directory " + data + " cannot be written: " + nearest
                    + (Files.isDirectory(nearest) ? " is not writable for this user" : " is a file")
                    + "; name another with --data");
        }
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

    private static void release(DataLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new AgentException("cannot give the lock of the data directory back: " + e.getMessage(), e);
        }
    }
}
