package dev.tributary.agent;

import dev.tributary.agent.cli.AgentStarter;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.identity.Passphrase;
import dev.tributary.agent.logging.LogLines;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.Holders;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import dev.tributary.config.AgentConfig;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Agents of the command line: the process is theirs, so their log lines go to standard error. */
final class LocalAgents implements AgentStarter {
    @Override
    public Agent start(AgentConfig config) {
        LogLines.toStandardError(config.log().level(), config.log().json());
        return TributaryAgent.start(config);
    }

    @Override
    public Offline offline(AgentConfig config, boolean toRead) {
        LogLines.toStandardError("warn", false);
        return OfflineBundles.open(config, toRead);
    }

    @Override
    public Succeeded succeed(AgentConfig config, Change change) {
        LogLines.toStandardError("warn", false);
        Succession.Done done = new Succession(config).run(change);
        return new Succeeded(done.next(), done.old());
    }

    @Override
    public Rewritten rewriteIdentity(AgentConfig config, Passphrase next) {
        IdentityFile file = Settings.identity(config);
        // A directory that is not there would be made for the lock.
        file.load();
        DataLock lock = DataLock.take(config.data());
        try {
            Identity identity = file.rewrite(next, new SecureRandom());
            return new Rewritten(identity.author(), file.plainCopies());
        } finally {
            Foundation.release(lock);
        }
    }

    @Override
    public Prepared prepare(AgentConfig config) {
        LogLines.toStandardError("warn", false);
        Foundation.Found found = Foundation.find(config);
        try (DataLock lock = DataLock.take(config.data())) {
            Foundation base = found.on(lock);
            try (OpenStore store = OpenStore.open(
                    lock,
                    Settings.storage(config, base, Clock.systemUTC(), Holders.NONE),
                    StorageMeter.NONE,
                    Optional.of(Settings.fencing(config, base)))) {
                return new Prepared(base.identity().author(), store.space());
            }
        } catch (IOException e) {
            throw new AgentException("cannot close the store in " + config.data() + " (" + SystemWords.why(e) + ")", e);
        }
    }
}
