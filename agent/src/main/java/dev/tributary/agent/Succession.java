package dev.tributary.agent;

import dev.tributary.agent.cli.AgentStarter.Change;
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
import dev.tributary.agent.storage.StoreReader;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventRef;
import dev.tributary.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
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

    Done run(Change change) {
        if (!Files.isDirectory(config.data())) {
            throw new AgentException("there is no data directory " + config.data() + ": name it with --data");
        }
        IdentityFile file = Settings.identity(config);
        if (!file.exists() && !OpenStore.existsIn(config.data())) {
            throw new AgentException("no agent ever ran in " + config.data() + ": name its directory with --data");
        }
        try (DataLock lock = DataLock.take(config.data());
                fence) {
            Optional<Identity> oldKey = file.exists() ? Optional.of(file.load()) : Optional.empty();
            AuthorId old = oldKey.map(Identity::author)
                    .or(this::fenced)
                    .orElseThrow(
                            () -> new AgentException("neither the identity file nor the fence says whose log is in "
                                    + config.data() + ": put one of them back from a backup"));
            SecureRandom random = new SecureRandom();
            Identity next = Identity.generate(random);
            if (oldKey.isPresent()) {
                refuseUnlessDue(lock, oldKey.get(), change);
            } else if (change.planned()) {
                throw new AgentException("the old key is lost: use 'tributary succeed'");
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
            throw new AgentException("the new log could not be begun (" + SystemWords.why(e) + ")", e);
        }
    }

    private Optional<AuthorId> fenced() {
        return fence.read() instanceof FenceFile.Content.Kept kept
                ? Optional.of(kept.newest().author())
                : Optional.empty();
    }

    private void refuseUnlessDue(DataLock lock, Identity old, Change change) throws IOException {
        try (OpenStore store = open(lock, old)) {
            FenceCheck check = FenceCheck.of(
                    fence.read(), store.found(new Fencing(fence, true, Restored.is(config.data()), true)));
            if (change.planned() && !check.complete()) {
                throw new AgentException("the own log may be incomplete (" + check.cause()
                        + "): run the agent until it signs again, or use 'tributary succeed'");
            }
            if (check.complete() && !change.again()) {
                prepared(store.reader(), old.author()).ifPresent(before -> {
                    throw new AgentException("the change is prepared already: this agent is "
                            + old.author().hex()
                            + " and succeeds " + before.hex() + " once it is started; start the agent and tell the "
                            + "peers its key. Nothing was done now; --again makes yet another key");
                });
            }
        }
    }

    /** Whom a log succeeds that holds nothing but the word for it. */
    private static Optional<AuthorId> prepared(StoreReader reader, AuthorId author) throws IOException {
        List<Event> begin = reader.events(author, 0, 2);
        return begin.size() == 1 ? SuccessorEvent.of(begin.get(0)).map(SuccessorEvent::predecessor) : Optional.empty();
    }

    private OpenStore open(DataLock lock, Identity identity) {
        Foundation base = new Foundation(lock, identity, true);
        return OpenStore.openExisting(
                lock, Settings.storage(config, base, Clock.systemUTC(), Holders.NONE), StorageMeter.NONE);
    }
}
