package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.HeadsSummary;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** {@code GET /api/v1/events?order=causal}: all authors' events, causes first. */
final class CausalHandler {
    private final Agent agent;
    private final WebLimits limits;

    CausalHandler(Agent agent, WebLimits limits) {
        this.agent = agent;
        this.limits = limits;
    }

    /** A page behind {@code cursor}, and the cursor behind the page. */
    void page(RoutingContext request) {
        String order = Params.text(request, "order")
                .orElseThrow(() -> Params.missing("order", "\"order=causal\" is the only order there is"));
        if (!order.equals("causal")) {
            throw Params.refused("order", "\"causal\" is the only order there is");
        }
        HeadsCursor cursor = Params.text(request, "cursor")
                .map(text -> Params.parse("cursor", text, some -> HeadsCursor.parse(some, limits.cursorAuthors())))
                .orElseGet(() -> new HeadsCursor(new TreeMap<>()));
        int limit = Params.limit(request, limits.page());
        requireRoom(cursor);
        Future.fromCompletionStage(
                        agent.reader().causal(cursor.reached(), limit),
                        request.vertx().getOrCreateContext())
                .onSuccess(events -> Reply.largeJson(request, json -> write(json, cursor, events)))
                .onFailure(request::fail);
    }

    /** A cursor travels in the address of a request, which has an end. */
    private void requireRoom(HeadsCursor cursor) {
        HeadsSummary heads = agent.reader().heads();
        long authors = cursor.reached().size()
                + heads.byAuthor().values().stream()
                        .filter(head -> !cursor.reached().containsKey(head.author()))
                        .count();
        if (authors > limits.cursorAuthors()) {
            throw Problem.of(
                            422,
                            "A cursor of all logs would name " + authors + " authors, and it has room for "
                                    + limits.cursorAuthors() + ": read the logs one by one, or the event stream.")
                    .refused();
        }
    }

    /** As many of {@code events} as the size of a page allows, and at least one. */
    private void write(JsonGenerator json, HeadsCursor start, List<Event> events) throws IOException {
        HeadsCursor cursor = new HeadsCursor(start.reached());
        long bytes = 0;
        int written = 0;
        json.writeStartObject();
        json.writeArrayFieldStart("events");
        for (Event event : events) {
            bytes += event.payload().map(Bytes::size).orElse(0);
            if (bytes > limits.pageBytes() && written > 0) {
                break;
            }
            EventJson.write(json, event);
            cursor.reach(event.author(), event.seq());
            written++;
        }
        json.writeEndArray();
        json.writeStringField("cursor", cursor.toString());
        json.writeBooleanField("more", written > 0 && isBehind(cursor));
        json.writeEndObject();
    }

    private boolean isBehind(HeadsCursor cursor) {
        for (AuthorHead head : agent.reader().heads().byAuthor().values()) {
            if (cursor.isBehind(head.author(), head.seq())) {
                return true;
            }
        }
        return false;
    }
}
