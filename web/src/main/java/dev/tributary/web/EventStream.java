package dev.tributary.web;

import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One reader of the event stream. It pulls: pages of arrivals are read from the agent while the socket takes them, and
 * no further page is read while it does not, so a slow reader costs a full socket buffer and nothing more. Being woken
 * only means that another look is worth while.
 *
 * <pre>
 *   waiting --woken--> reading --page--> writing --all written--> reading ... --nothing new--> waiting
 *                                           |
 *                                           +--socket full--> blocked --drained--> reading (from the last written)
 * </pre>
 *
 * Event loop only.
 */
final class EventStream {
    private static final Buffer HEART_BEAT = Buffer.buffer(": heart-beat\n");

    private final EventReader reader;
    private final EventFilter filter;
    private final HttpServerResponse response;
    private final Context context;
    private final int largestPage;
    private final String storeId;
    private long position;
    private int page;
    private boolean reading;
    private boolean woken;
    private boolean closed;

    EventStream(Source source, HttpServerResponse response, Context context, StreamId start) {
        this.reader = source.reader();
        this.filter = source.filter();
        this.largestPage = source.largestPage();
        this.response = response;
        this.context = context;
        this.storeId = start.storeId();
        this.position = start.position();
        this.page = Math.min(32, largestPage);
        response.drainHandler(drained -> wake());
    }

    /**
     * What is read.
     *
     * @param reader the agent's events
     * @param filter those that are wanted
     * @param largestPage the most events to read at a time
     */
    record Source(EventReader reader, EventFilter filter, int largestPage) {}

    /** Looks for events behind the last one written. */
    void wake() {
        woken = true;
        if (!reading && !closed && !response.writeQueueFull()) {
            reading = true;
            read();
        }
    }

    /** Shows the other side that the stream lives, and how far it is even when the filter lets nothing through. */
    void heartBeat() {
        if (!closed && !response.writeQueueFull()) {
            send(Buffer.buffer().appendBuffer(HEART_BEAT).appendString("id: " + id() + "\n\n"));
        }
    }

    /** Tells the other side that its positions mean nothing here and that everything comes again. */
    void sayReset() {
        send(Buffer.buffer("event: reset\ndata: {\"storeId\":\"" + storeId + "\"}\n\n"));
    }

    /** No more is read or written. */
    void close() {
        closed = true;
    }

    /** Ends the answer. */
    void end() {
        if (!closed) {
            closed = true;
            response.end();
        }
    }

    private void read() {
        woken = false;
        Future.fromCompletionStage(reader.arrivals(position, page), context)
                .onSuccess(this::arrived)
                .onFailure(failure -> end());
    }

    private void arrived(List<Arrival> arrivals) {
        reading = false;
        if (closed) {
            return;
        }
        int written = 0;
        for (Arrival arrival : arrivals) {
            if (response.writeQueueFull()) {
                break;
            }
            position = arrival.position();
            if (filter.accepts(arrival.event())) {
                send(message(arrival));
            }
            written++;
        }
        boolean all = written == arrivals.size();
        page = all ? Math.min(largestPage, page * 2) : Math.max(1, written);
        if (!response.writeQueueFull() && (woken || !arrivals.isEmpty())) {
            // Not at once: whoever else uses this event loop has a turn between two pages.
            reading = true;
            context.runOnContext(turn -> read());
        }
    }

    private Buffer message(Arrival arrival) {
        Buffer json = Json.encode(out -> EventJson.write(out, arrival.position(), arrival.event()));
        return Buffer.buffer(json.length() + 80)
                .appendString("id: " + id() + "\ndata: ")
                .appendBuffer(oneField(json))
                .appendString("\n\n");
    }

    /** A payload may hold line ends between its tokens: each line then gets a field of its own, as SSE wants it. */
    private static Buffer oneField(Buffer json) {
        for (int i = 0; i < json.length(); i++) {
            byte at = json.getByte(i);
            if (at == '\n' || at == '\r') {
                return Buffer.buffer(json.toString(StandardCharsets.UTF_8).replaceAll("\r\n|\r|\n", "\ndata: "));
            }
        }
        return json;
    }

    private void send(Buffer bytes) {
        response.write(bytes);
    }

    private String id() {
        return storeId + "-" + position;
    }
}
