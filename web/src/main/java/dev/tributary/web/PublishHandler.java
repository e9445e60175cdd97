package dev.tributary.web;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.Durability;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code POST /api/v1/events} and {@code /api/v1/events:batch}: answers once the events are forced to disk, and held by
 * peers where that was asked for.
 */
final class PublishHandler {
    private static final Pattern REPLICATED = Pattern.compile("replicated\\(([1-9][0-9]{0,3})\\)");

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

    private Future<Published> publish(RoutingContext request, Buffer body) {
        EventDraft draft = DraftReader.read(text(body), 1, limits.payloadBytes());
        return Future.fromCompletionStage(
                        agent.events().publish(draft, durability(request)),
                        request.vertx().getOrCreateContext())
                .map(PublishedEvent::of);
    }

    private Future<Published> publishAll(RoutingContext request, Buffer body) {
        List<EventDraft> drafts = drafts(text(body));
        String hashes = Params.text(request, "hashes").orElse("false");
        if (!hashes.equals("true") && !hashes.equals("false")) {
            throw Params.refused("hashes", "it is \"true\" or \"false\"");
        }
        return Future.fromCompletionStage(
                        agent.events().publishAll(drafts, durability(request)),
                        request.vertx().getOrCreateContext())
                .map(receipt -> PublishedRun.of(receipt, hashes.equals("true")));
    }

    /** The query parameters {@code durability} and, for peers, {@code timeout} in seconds. */
    private Durability durability(RoutingContext request) {
        String text = Params.text(request, "durability").orElse("local");
        long most = Math.max(1, limits.peerWait().toSeconds());
        long timeout = Params.number(request, "timeout", Math.min(most, 30));
        if (timeout < 1 || timeout > most) {
            throw Params.refused("timeout", "it is 1 to " + most + " seconds");
        }
        Matcher replicated = REPLICATED.matcher(text);
        if (replicated.matches()) {
            int peers = Integer.parseInt(replicated.group(1));
            return Params.parse(
                    "durability", text, given -> Durability.replicated(peers).within(Duration.ofSeconds(timeout)));
        }
        if (!text.equals("local")) {
            throw Params.refused("durability", "it is \"local\" or \"replicated(K)\" with a number of peers");
        }
        return Durability.LOCAL;
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
