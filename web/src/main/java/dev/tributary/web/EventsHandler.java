package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;

/**
 * {@code GET /api/v1/authors/{author}/events} and {@code /api/v1/events/{hash}}, {@code DELETE
 * /api/v1/events/{hash}/payload}.
 */
final class EventsHandler {
    private static final int SHORT_PAGE = 32;
    private static final int SHORT_BYTES = 16 * 1024;

    private final Agent agent;
    private final WebLimits limits;

    EventsHandler(Agent agent, WebLimits limits) {
        this.agent = agent;
        this.limits = limits;
    }

    /** A page of one log in seq order; {@code next} is the {@code after} of the next page, null at the end. */
    void ofAuthor(RoutingContext request) {
        AuthorId author = Params.author(request);
        long after = Params.number(request, "after", 0);
        int limit = Params.limit(request, limits.page());
        if (agent.reader().head(author).isEmpty()) {
            throw AuthorsHandler.unknown(author);
        }
        Future.fromCompletionStage(
                        agent.reader().events(author, after, limit),
                        request.vertx().getOrCreateContext())
                .onSuccess(events -> page(request, author, events))
                .onFailure(request::fail);
    }

    /** A short page is written at once: handing it to a worker and back would take longer. */
    private void page(RoutingContext request, AuthorId author, List<Event> events) {
        long bytes = events.stream()
                .mapToLong(event -> event.payload().map(Bytes::size).orElse(0))
                .sum();
        if (events.size() <= SHORT_PAGE && bytes <= SHORT_BYTES) {
            Reply.json(request, 200, json -> writePage(json, author, events));
        } else {
            Reply.largeJson(request, json -> writePage(json, author, events));
        }
    }

    /** One event by its identity; with {@code payload=fetch} a payload that is not here comes from a peer. */
    void byHash(RoutingContext request) {
        EventHash hash = Params.hash(request);
        List<String> payload = request.queryParam("payload");
        if (!payload.isEmpty() && !payload.equals(List.of("fetch"))) {
            throw Problem.of(400, "The parameter payload can only be fetch.").refused();
        }
        boolean fetch = !payload.isEmpty();
        Future.fromCompletionStage(
                        fetch ? agent.fetch(hash) : agent.reader().event(hash),
                        request.vertx().getOrCreateContext())
                .onSuccess(found -> found.ifPresentOrElse(
                        event -> answer(request, event, fetch), () -> Reply.problem(request, unknown(hash))))
                .onFailure(request::fail);
    }

    /** Deletes a payload on this box for good; doing it again changes nothing. */
    void deletePayload(RoutingContext request) {
        EventHash hash = Params.hash(request);
        Future.fromCompletionStage(agent.deletePayload(hash), request.vertx().getOrCreateContext())
                .onSuccess(here -> {
                    if (here) {
                        request.response().setStatusCode(204).end();
                    } else {
                        Reply.problem(request, unknown(hash));
                    }
                })
                .onFailure(failure -> request.fail(refused(failure)));
    }

    private static Problem unknown(EventHash hash) {
        return Problem.of(404, "No event with the hash " + hash.hex() + " is here.");
    }

    private static Throwable refused(Throwable failure) {
        Throwable cause = Failures.unwrapped(failure);
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? Problem.of(409, cause.getMessage()).refused()
                : cause;
    }

    private static void answer(RoutingContext request, Event event, boolean whole) {
        if (whole && event.payload().isEmpty()) {
            String what = "The payload of the event " + event.hash().hex()
                    + " is not here: it was deleted, or no linked peer has it.";
            Reply.problem(request, Problem.of(404, what));
        } else {
            Reply.json(request, 200, json -> EventJson.write(json, event));
        }
    }

    /** As many of {@code events} as the size of a page allows, and at least one. */
    private void writePage(JsonGenerator json, AuthorId author, List<Event> events) throws IOException {
        long head = agent.reader().head(author).map(AuthorHead::seq).orElse(0L);
        long last = events.isEmpty() ? head : 0;
        long bytes = 0;
        json.writeStartObject();
        json.writeArrayFieldStart("events");
        for (Event event : events) {
            bytes += event.payload().map(Bytes::size).orElse(0);
            if (bytes > limits.pageBytes() && last > 0) {
                break;
            }
            EventJson.write(json, event);
            last = event.seq();
        }
        json.writeEndArray();
        json.writeFieldName("next");
        if (last < head) {
            json.writeNumber(last);
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }
}
