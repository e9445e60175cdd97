package dev.tributary.web;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest event of every (author, type) among the newest arrivals. It is read when it is asked for, from where the
 * last caller left it, so it costs nothing while nobody looks; who was away for long skips to the newest
 * {@link WebLimits#latestWindow()} arrivals. When payloads were deleted, all of it is read anew. Bounded by entries and
 * bytes: what has not changed for longest goes first.
 *
 * <p>Event loop only.
 */
final class LatestView {
    /** Roughly what an entry takes besides its payload. */
    private static final int ENTRY_BYTES = 800;

    private static final int PAGE = 500;

    private final EventReader reader;
    private final Context context;
    private final WebLimits limits;
    private final Map<Key, Arrival> newest = new LinkedHashMap<>();
    private String storeId = "";
    private long position;
    private long from;
    private long bytes;
    private long deletions;
    private @Nullable Future<Snapshot> running;

    LatestView(EventReader reader, Context context, WebLimits limits) {
        this.reader = reader;
        this.context = context;
        this.limits = limits;
    }

    /** What an entry stands for. */
    private record Key(AuthorId author, String type) {}

    /**
     * The view at one moment.
     *
     * @param storeId whose positions these are
     * @param from the view knows all arrivals after this position
     * @param to and up to this one
     * @param events by position, newest last
     */
    record Snapshot(String storeId, long from, long to, List<Arrival> events) {
        Snapshot {
            events = List.copyOf(events);
        }
    }

    /** The view, brought up to what is durable now. Callers that come meanwhile share one reading. */
    Future<Snapshot> snapshot() {
        if (running != null) {
            return running;
        }
        skip();
        Promise<Snapshot> promise = Promise.promise();
        Future<Snapshot> future = promise.future();
        running = future;
        future.onComplete(done -> running = null);
        read(promise, reader.position());
        return future;
    }

    private void skip() {
        if (!storeId.equals(reader.storeId()) || deletions != reader.deletions()) {
            deletions = reader.deletions();
            storeId = reader.storeId();
            newest.clear();
            bytes = 0;
            position = 0;
            from = 0;
        }
        long oldest = reader.position() - limits.latestWindow();
        if (position < oldest) {
            position = oldest;
            from = oldest;
        }
    }

    private void read(Promise<Snapshot> promise, long until) {
        if (position >= until) {
            promise.complete(new Snapshot(storeId, from, position, List.copyOf(newest.values())));
            return;
        }
        Future.fromCompletionStage(reader.arrivals(position, PAGE), context)
                .onSuccess(page -> {
                    page.forEach(this::take);
                    // An empty page means that the store has nothing more to give, whatever it promised.
                    long end = page.isEmpty() ? position : until;
                    context.runOnContext(turn -> read(promise, end));
                })
                .onFailure(promise::fail);
    }

    private void take(Arrival arrival) {
        position = arrival.position();
        Key key = new Key(arrival.event().author(), arrival.event().type());
        Arrival before = newest.get(key);
        if (before != null && before.event().seq() > arrival.event().seq()) {
            return;
        }
        if (before != null) {
            newest.remove(key);
            bytes -= weight(before.event());
        }
        Event event = arrival.event().compact();
        newest.put(key, new Arrival(arrival.position(), event));
        bytes += weight(event);
        Iterator<Arrival> oldestFirst = newest.values().iterator();
        while (newest.size() > limits.latestEntries() || bytes > limits.latestBytes()) {
            bytes -= weight(oldestFirst.next().event());
            oldestFirst.remove();
        }
    }

    private static int weight(Event event) {
        return ENTRY_BYTES
                + event.payload().map(Bytes::size).orElse(0)
                + event.deps().size() * 200;
    }
}
