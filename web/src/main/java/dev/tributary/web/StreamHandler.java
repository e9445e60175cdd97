package dev.tributary.web;

import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.Registration;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/events/stream}: events after they are durable, as server-sent events. The agent is listened to
 * only while there is a stream, and only to be woken. Event loop only, apart from {@link #committed}.
 */
final class StreamHandler {
    private final Vertx vertx;
    private final Context context;
    private final EventReader reader;
    private final WebLimits limits;
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private final AtomicBoolean waking = new AtomicBoolean();
    private @Nullable Registration listening;
    private long timer;
    private boolean stopping;

    StreamHandler(Vertx vertx, Context context, EventReader reader, WebLimits limits) {
        this.vertx = vertx;
        this.context = context;
        this.reader = reader;
        this.limits = limits;
    }

    /** Opens a stream. */
    void open(RoutingContext request) {
        EventFilter filter = new EventFilter(Params.queryAuthor(request), Params.text(request, "type"));
        StreamId wanted = wanted(request);
        StreamId start = reachable(wanted);
        if (stopping || streams.size() >= limits.streams()) {
            throw Problem.of(503, "All " + limits.streams() + " event streams are taken: try again later.")
                    .retryAfter(10)
                    .refused();
        }
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Accel-Buffering", "no");
        EventStream stream =
                new EventStream(new EventStream.Source(reader, filter, limits.streamPage()), response, context, start);
        add(stream);
        request.addEndHandler(ended -> remove(stream));
        response.exceptionHandler(failure -> remove(stream));
        response.write("retry: 2000\nid: " + start + "\n\n");
        if (!start.equals(wanted)) {
            stream.sayReset();
        }
        stream.wake();
    }

    /** Ends all streams and lets no more in. */
    void stop() {
        stopping = true;
        new ArrayList<>(streams).forEach(stream -> {
            stream.end();
            remove(stream);
        });
    }

    int size() {
        return streams.size();
    }

    /** The id of the last event that the reader has seen: the header of a reconnect counts more than the query. */
    private StreamId wanted(RoutingContext request) {
        @Nullable String resumed = request.request().getHeader("Last-Event-ID");
        Optional<String> from =
                resumed == null || resumed.isBlank() ? Params.text(request, "from") : Optional.of(resumed);
        String text = from.orElse("now");
        return switch (text) {
            case "now" -> new StreamId(reader.storeId(), reader.position());
            case "start" -> new StreamId(reader.storeId(), 0);
            default ->
                text.matches("[0-9]{1,18}")
                        ? new StreamId(reader.storeId(), stored(Long.parseLong(text)))
                        : StreamId.parse(text);
        };
    }

    /** A bare number names no store, so one that this store has not reached can only be a mistake. */
    private long stored(long position) {
        long newest = reader.position();
        if (position > newest) {
            throw Params.refused(
                    "from",
                    "the newest position here is " + newest + "; give that one, or \"now\", to begin behind it");
        }
        return position;
    }

    /** A place in another store, or one that this store never reached, says nothing: then everything comes again. */
    private StreamId reachable(StreamId wanted) {
        boolean known = wanted.storeId().equals(reader.storeId()) && wanted.position() <= reader.position();
        return known ? wanted : new StreamId(reader.storeId(), 0);
    }

    private void add(EventStream stream) {
        streams.add(stream);
        if (listening == null) {
            listening = reader.listen(EventFilter.ALL, this::committed);
            timer = vertx.setPeriodic(limits.heartBeat().toMillis(), tick -> streams.forEach(EventStream::heartBeat));
        }
    }

    private void remove(EventStream stream) {
        stream.close();
        if (streams.remove(stream) && streams.isEmpty() && listening != null) {
            listening.close();
            listening = null;
            vertx.cancelTimer(timer);
        }
    }

    /** On the agent's thread, for every event: one wake-up stands for all events until it has been seen. */
    private void committed(Arrival arrival) {
        if (waking.compareAndSet(false, true)) {
            context.runOnContext(wake -> {
                waking.set(false);
                new ArrayList<>(streams).forEach(EventStream::wake);
            });
        }
    }
}
