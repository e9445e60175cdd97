package dev.tributary.agent.bench;

import dev.tributary.agent.LocalCodec;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.RunPacker;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.AuthorPolicy;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.agent.storage.StorageOptions;
import dev.tributary.agent.storage.StorageService;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A data directory with many authors' properly signed full runs, as if a fleet had written them. What an agent finds in
 * it went through the same checks as what comes from peers.
 *
 * @param author the directory's own author
 * @param space its space
 * @param events all events in it, the founding one included
 */
record FilledStore(AuthorId author, SpaceId space, long events) {
    static final int RUNS_AT_ONCE = 32;

    /**
     * What to fill in.
     *
     * @param events how many events in all
     * @param authors how many authors share them evenly
     * @param payload what is in each
     * @param packs whether their authors packed the runs where that pays
     * @param runEvents how many events a run has
     */
    record Plan(long events, int authors, BenchPayload payload, boolean packs, int runEvents) {
        /** Full runs. */
        Plan(long events, int authors, BenchPayload payload, boolean packs) {
            this(events, authors, payload, packs, LogLimits.STANDARD.runEvents());
        }

        /** Full runs of random bytes, {@code bytes} in each event. */
        Plan(long events, int authors, int bytes) {
            this(events, authors, BenchPayload.random(bytes), true);
        }
    }

    /**
     * Fills a new directory.
     *
     * @param space the space to join; empty founds one
     */
    static FilledStore make(Path data, Plan plan, Optional<SpaceId> space) throws IOException {
        return in(data, plan.authors(), space, (service, author, own) -> {
            fill(service, author, own, plan);
            return new FilledStore(author, own, service.storage().status().events());
        });
    }

    /** What is done with an open store. */
    interface Use<T> {
        T use(StorageService service, AuthorId author, SpaceId space);
    }

    /**
     * Opens the store of a directory that no agent uses, and closes it afterwards.
     *
     * @param space the space to join; empty for the directory's own, or to found one
     */
    static <T> T in(Path data, int authors, Optional<SpaceId> space, Use<T> use) throws IOException {
        try (DataLock lock = DataLock.take(data)) {
            Identity identity = new IdentityFile(data).loadOrCreate(new SecureRandom());
            OpenStore store = OpenStore.open(lock, options(identity, authors, space), StorageMeter.NONE);
            Vertx vertx =
                    Vertx.vertx(new VertxOptions().setUseDaemonThread(true).setEventLoopPoolSize(1));
            try {
                LocalCodec.register(vertx);
                StorageService service = Waits.result(StorageService.start(vertx, store));
                T result = use.use(service, identity.author(), store.space());
                Waits.result(service.stop());
                return result;
            } finally {
                Waits.result(vertx.close());
            }
        }
    }

    private static void fill(StorageService service, AuthorId relay, SpaceId space, Plan plan) {
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        // The seed makes payloads the same in every run; keys stay random.
        Random random = new Random(plan.events());
        RunPacker packer = new RunPacker();
        List<Bytes> waiting = new ArrayList<>();
        long each = plan.events() / plan.authors();
        for (int author = 0; author < plan.authors(); author++) {
            Identity identity = Identity.generate(new SecureRandom());
            Optional<AuthorHead> head = Optional.empty();
            BenchPayload.Source payloads = plan.payload().source(random);
            for (long left = each; left > 0; left -= Math.min(left, plan.runEvents())) {
                List<EventDraft> drafts = drafts(payloads, (int) Math.min(left, plan.runEvents()));
                CheckedRun run = codec.sign(space, identity.signer(), head, 1_700_000_000_000L, drafts);
                head = Optional.of(run.head());
                waiting.add((plan.packs() ? packer.pack(run) : run).run().carried());
                if (waiting.size() == RUNS_AT_ONCE) {
                    append(service, relay, waiting);
                }
            }
        }
        append(service, relay, waiting);
    }

    private static List<EventDraft> drafts(BenchPayload.Source payloads, int count) {
        List<EventDraft> drafts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drafts.add(EventDraft.of("bench.reading", payloads.next()));
        }
        return drafts;
    }

    /** Appends as if {@code relay} had sent it, and forgets what waited. */
    static void append(StorageService service, AuthorId relay, List<Bytes> waiting) {
        Future<List<Verdict>> appended = service.storage().append(relay, List.copyOf(waiting));
        for (Verdict verdict : Waits.result(appended)) {
            if (!(verdict instanceof Verdict.Accepted)) {
                throw new IllegalStateException("the store did not take a run: " + verdict);
            }
        }
        waiting.clear();
    }

    /** As {@link #make} opens it, for who only looks at it. */
    static StorageOptions options(Identity identity, int authors, Optional<SpaceId> space) {
        return new StorageOptions(
                identity.signer(),
                space,
                "bench",
                AuthorPolicy.relayed(authors + 1),
                64 << 20,
                10_000,
                true,
                LogLimits.STANDARD,
                Clock.systemUTC(),
                List.of(),
                List.of());
    }
}
