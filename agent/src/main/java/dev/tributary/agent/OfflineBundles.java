package dev.tributary.agent;

import dev.tributary.agent.bundle.StoreBundles;
import dev.tributary.agent.cli.AgentStarter;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.Holders;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.agent.storage.StorageService;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.AuthorId;
import dev.tributary.config.AgentConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A data directory without its agent: lock, identity and store, and nothing that reaches beyond this process. */
final class OfflineBundles implements AgentStarter.Offline {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningParts running;
    private final Bundles bundles;
    private final Set<AuthorId> authors;
    private final Optional<String> onlyRead;

    private OfflineBundles(RunningParts running, Bundles bundles, Set<AuthorId> authors, Optional<String> onlyRead) {
        this.running = running;
        this.bundles = bundles;
        this.authors = authors;
        this.onlyRead = onlyRead;
    }

    /** {@code toRead}: for someone who takes nothing in, so that a directory that cannot be written will do. */
    static OfflineBundles open(AgentConfig config, boolean toRead) {
        Path data = config.data();
        IdentityFile file = Settings.identity(config);
        if (!Files.isDirectory(data) || !file.exists()) {
            throw new AgentException("no agent runs in " + data
                    + " and none ever did: make it with 'tributary init', or name another with --data");
        }
        RunningParts running = new RunningParts();
        try {
            DataLock lock = toRead ? DataLock.read(data) : DataLock.take(data);
            running.add("the lock", () -> Sentences.unchecked(lock::close));
            return open(config, new Foundation(lock, file.load(), true), running);
        } catch (RuntimeException e) {
            running.stop(PATIENCE);
            throw Sentences.of(e);
        }
    }

    private static OfflineBundles open(AgentConfig config, Foundation base, RunningParts running) {
        Clock clock = Clock.systemUTC();
        OpenStore open =
                OpenStore.open(base.lock(), Settings.storage(config, base, clock, Holders.NONE), StorageMeter.NONE);
        Set<AuthorId> authors =
                open.logs().stream().map(log -> log.head().author()).collect(Collectors.toUnmodifiableSet());
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setUseDaemonThread(true)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1));
        running.add("Vert.x", PATIENCE, vertx::close);
        LocalCodec.register(vertx);
        StorageService store = started(vertx, open);
        running.add("the store", PATIENCE, store::stop);
        Identity identity = base.identity();
        Bundles bundles = new StoreBundles(vertx, store.storage(), identity.author(), open.space(), clock);
        return new OfflineBundles(running, bundles, authors, base.lock().onlyRead());
    }

    private static StorageService started(Vertx vertx, OpenStore open) {
        try {
            return await(StorageService.start(vertx, open));
        } catch (RuntimeException e) {
            Sentences.unchecked(open::close);
            throw e;
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return Awaited.result(future, PATIENCE);
        } catch (ExecutionException | TimeoutException e) {
            throw new AgentException("the store did not open within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    @Override
    public Bundles bundles() {
        return bundles;
    }

    @Override
    public Set<AuthorId> authors() {
        return authors;
    }

    @Override
    public Optional<String> onlyRead() {
        return onlyRead;
    }

    @Override
    public void close() {
        running.stop(PATIENCE);
    }
}
