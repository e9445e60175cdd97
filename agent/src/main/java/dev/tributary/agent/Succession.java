package dev.tributary.agent;

import dev.tributary.agent.identity.FenceCheck;
import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.FenceRecord;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.log.SuccessorEvent;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.Fencing;
import dev.tributary.agent.storage.Holders;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventRef;
import dev.tributary.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * Gives an agent that is not running a new key, whose log begins by naming the old one. The event is durable before the
 * fence names the new author, and that before the key changes: whatever is cut short can be done again.
 */
final class Succession {
    private final AgentConfig config;
    private final FenceFile fence;

    /** Who was, and who is from now on. */
    record Done(AuthorId old, AuthorId next) {}

    Succession(AgentConfig config) {
        this.config = config;
        this.fence = new FenceFile(Settings.fence(config));
    }

    /** {@code needsOldKey}: only when the old key is there and its log is complete. */
    Done run(boolean needsOldKey) {
        if (!Files.isDirectory(config.data())) {
            throw new AgentException("there is no data directory " + config.data() + ": name it with --data");
        }
        try (DataLock lock = DataLock.take(config.data());
                fence) {
            IdentityFile file = Settings.identity(config);
            Optional<Identity> oldKey = file.exists() ? Optional.of(file.load()) : Optional.empty();
            AuthorId old = oldKey.map(Identity::author)
                    .or(this::fenced)
                    .orElseThrow(
                            () -> new AgentException("neither the identity file nor the fence says whose log is in "
                                    + config.data() + ": put one of them back from a backup"));
            SecureRandom random = new SecureRandom();
            Identity next = Identity.generate(random);
            if (needsOldKey) {
                refuseUnlessComplete(
                        lock,
                        oldKey.orElseThrow(() -> new AgentException("the old key is lost: use 'tributary succeed'")));
            }
            try (OpenStore store = open(lock, next)) {
                EventRef first = store.record(
                        SuccessorEvent.draft(old, oldKey.map(key -> key.signSuccessor(store.space(), next.author()))));
                fence.read();
                fence.write(new FenceRecord(
                        next.author(), store.space(), store.id(), store.openings(), first.seq(), first.hash(), true));
                fence.force();
            }
            file.replace(next, random);
            Restored.forget(config.data());
            return new Done(old, next.author());
        } catch (IOException e) {
            throw new AgentException("the new log could not be begun: " + e.getMessage(), e);
        }
    }

    private Optional<AuthorId> fenced() {
        return fence.read() instanceof FenceFile.Content.Kept kept
                ? Optional.of(kept.newest().author())
                : Optional.empty();
    }

    private void refuseUnlessComplete(DataLock lock, Identity old) throws IOException {
        try (OpenStore store = open(lock, old)) {
            FenceCheck check = FenceCheck.of(
                    fence.read(), store.found(new Fencing(fence, true, Restored.is(config.data()), true)));
            if (!check.complete()) {
                throw new AgentException("the own log may be incomplete (" + check.cause()
                        + "): run the agent until it signs again, or use 'tributary succeed'");
            }
        }
    }

    private OpenStore open(DataLock lock, Identity identity) {
        Foundation base = new Foundation(lock, identity, true);
        return OpenStore.openExisting(
                lock, Settings.storage(config, base, Clock.systemUTC(), Holders.NONE), StorageMeter.NONE);
    }
}
