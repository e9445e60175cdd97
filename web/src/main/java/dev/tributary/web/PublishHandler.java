package dev.tributary.web;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.EventDraft;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /api/v1/events} and {@code /api/v1/events:batch}: answers once the events are forced to disk. */
final class PublishHandler {
    private final Agent agent;
    private final WebLimits limits;
    private final Retries retries;

    PublishHandler(Agent agent, WebLimits limits, Retries retries) {
        this.agent = agent;
        this.limits = limits;
        this.retries = retries;
    }

    /** One event. */
    void one(RoutingContext request) {
        retries.answer(request, body -> publish(request, body));
    }

    /** Up to 256 events, a line each, all or none. */
    void batch(RoutingContext request) {
        retries.answer(request, body -> publishAll(request, body));
    }

    private Future<Json.Body> publish(RoutingContext request, Buffer body) {
        EventDraft draft = DraftReader.read(text(body), 1, limits.payloadBytes());
        return Future.fromCompletionStage(
                        agent.events().publish(draft), request.vertx().getOrCreateContext())
                .map(ref -> json -> EventJson.write(json, ref));
    }

    private Future<Json.Body> publishAll(RoutingContext request, Buffer body) {
        List<EventDraft> drafts = drafts(text(body));
        String hashes = Params.text(request, "hashes").orElse("false");
        if (!hashes.equals("true") && !hashes.equals("false")) {
            throw Params.refused("hashes", "it is \"true\" or \"false\"");
        }
        return Future.fromCompletionStage(
                        agent.events().publishAll(drafts), request.vertx().getOrCreateContext())
                .map(refs -> PublishedRun.of(refs, hashes.equals("true")));
    }

    /** The events of an NDJSON body; lines without content are skipped. */
    private List<EventDraft> drafts(String text) {
        List<EventDraft> drafts = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            String line = text.substring(start, end < 0 ? text.length() : end);
            start = end < 0 ? text.length() : end + 1;
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (drafts.size() == limits.batchLines()) {
                throw Problem.of(
                                413,
                                "Line " + number + " is one too many: a batch takes " + limits.batchLines()
                                        + " events. Send the rest in another.")
                        .refused();
            }
            drafts.add(DraftReader.read(line, number, limits.payloadBytes()));
        }
        if (drafts.isEmpty()) {
            throw Problem.of(400, "The batch is empty: send one event as JSON on each line.")
                    .refused();
        }
        return drafts;
    }

    private static String text(Buffer body) {
        return JsonText.utf8(ByteBuffer.wrap(body.getBytes()))
                .orElseThrow(() ->
                        Problem.of(400, "The body is not well-formed UTF-8.").refused());
    }
}
