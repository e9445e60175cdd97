package dev.tributary.agent.bundle;

import dev.tributary.agent.bundle.About.Purpose;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.storage.StoreSnapshot;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.status.LogStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bundles of one store. */
public final class StoreBundles implements Bundles {
    /** The most streams that are open at a time, of either direction. */
    static final int STREAMS = 4;

    private final Vertx vertx;
    private final Storage storage;
    private final AuthorId self;
    private final SpaceId space;
    private final InstantSource clock;
    private final AtomicInteger streams = new AtomicInteger();

    /** Bundles of {@code storage}, made by {@code self}. */
    public StoreBundles(Vertx vertx, Storage storage, AuthorId self, SpaceId space, InstantSource clock) {
        this.vertx = vertx;
        this.storage = storage;
        this.self = self;
        this.space = space;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Source> export(HeadsSummary after, Set<AuthorId> authors) {
        return opened(() -> storage.snapshot().compose(snapshot -> {
                    List<LogStatus> logs = snapshot.logs().stream()
                            .filter(log -> authors.isEmpty()
                                    || authors.contains(log.head().author()))
                            .toList();
                    return ranges(logs, after).map(ranges -> source(Purpose.BUNDLE, snapshot, ranges, List.of()));
                }))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Source> backup() {
        return opened(() -> storage.snapshot()
                        .compose(snapshot -> ranges(snapshot.logs(), HeadsSummary.EMPTY)
                                .map(ranges -> source(Purpose.BACKUP, snapshot, ranges, values(snapshot)))))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Sink> importing(Gap gap) {
        return opened(() -> Future.<Sink>succeededFuture(
                        new BundleSink(vertx, storage, new BundleSink.Rules(self, space, gap), this::left)))
                .toCompletionStage();
    }

    private interface Opening<T> {
        Future<T> open();
    }

    private <T> Future<T> opened(Opening<T> opening) {
        if (streams.incrementAndGet() > STREAMS) {
            left();
            return Future.failedFuture(new PublishException(
                    PublishException.Reason.BUSY,
                    STREAMS + " bundles are being made or taken in already: try again a little later."));
        }
        return opening.open().onFailure(failure -> left());
    }

    private void left() {
        streams.decrementAndGet();
    }

    private Source source(Purpose purpose, StoreSnapshot snapshot, List<Range> ranges, List<StoredValue> values) {
        long events = ranges.stream()
                .mapToLong(range -> range.until().seq() - range.after())
                .sum();
        About about = new About(purpose, space, self, snapshot.storeId(), clock.millis(), events);
        return new BundleSource(storage, about, ranges, values, this::left);
    }

    private static List<StoredValue> values(StoreSnapshot snapshot) {
        List<StoredValue> values = new ArrayList<>();
        for (Map.Entry<String, Map<String, Bytes>> owner : snapshot.values().entrySet()) {
            owner.getValue().forEach((key, value) -> values.add(new StoredValue(owner.getKey(), key, value)));
        }
        return values;
    }

    /** What {@code after} lacks of {@code logs}. */
    private Future<List<Range>> ranges(List<LogStatus> logs, HeadsSummary after) {
        Promise<List<Range>> promise = Promise.promise();
        collect(logs.iterator(), after, new ArrayList<>(), promise);
        return promise.future();
    }

    /**
     * Goes from log to log. Whoever knows another event at the seq that it names has another history: it gets all of
     * ours, which proves the fork.
     */
    private void collect(Iterator<LogStatus> logs, HeadsSummary after, List<Range> found, Promise<List<Range>> all) {
        while (logs.hasNext()) {
            LogStatus log = logs.next();
            Optional<AuthorHead> known = after.head(log.head().author());
            if (known.isPresent() && known.get().seq() < log.head().seq()) {
                storage.hashAt(known.get().author(), known.get().seq())
                        .onSuccess(hash -> {
                            add(found, log, known.get(), hash);
                            collect(logs, after, found, all);
                        })
                        .onFailure(all::fail);
                return;
            }
            add(found, log, known.orElse(null), Optional.of(log.head().hash()));
        }
        all.complete(found);
    }

    private static void add(List<Range> found, LogStatus log, @Nullable AuthorHead known, Optional<EventHash> ours) {
        boolean other = known != null
                && known.seq() <= log.head().seq()
                && ours.filter(known.hash()::equals).isEmpty();
        long after = known == null || other ? 0 : known.seq();
        long from = Math.max(after, log.firstSeq() - 1);
        if (from < log.head().seq()) {
            found.add(new Range(from, log.head()));
        }
    }
}
