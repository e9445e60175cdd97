package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.HeadsSummary;
import dev.tributary.api.status.LogStatus;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/heads}, {@code /api/v1/authors} and {@code /api/v1/authors/{author}}. */
final class AuthorsHandler {
    /** How often heads and digest are read until they belong together. */
    private static final int ATTEMPTS = 4;

    private final Agent agent;

    AuthorsHandler(Agent agent) {
        this.agent = agent;
    }

    /** What this agent has, and the root over it. */
    void heads(RoutingContext request) {
        Reply.largeJson(request, this::writeHeads);
    }

    /** All logs, sorted by author; {@code after} and {@code limit} cut a part out. */
    void all(RoutingContext request) {
        @Nullable AuthorId after = Params.queryAfterAuthor(request).orElse(null);
        long limit = Params.number(request, "limit", Long.MAX_VALUE);
        Reply.largeJson(request, json -> writeAll(json, after, limit));
    }

    /** One log. */
    void one(RoutingContext request) {
        AuthorId author = Params.author(request);
        LogStatus log = agent.log(author).orElseThrow(() -> unknown(author));
        Reply.json(request, 200, json -> StatusJson.write(json, log, agent.successors()));
    }

    static Refused unknown(AuthorId author) {
        return Problem.of(404, "No event of the author " + author.hex() + " is here.")
                .refused();
    }

    /** The digest is read around the heads, and again when an event came in between. */
    private void writeHeads(JsonGenerator json) throws IOException {
        String digest = agent.status().digest();
        HeadsSummary heads = agent.reader().heads();
        for (int i = 1; i < ATTEMPTS && !digest.equals(agent.status().digest()); i++) {
            digest = agent.status().digest();
            heads = agent.reader().heads();
        }
        json.writeStartObject();
        json.writeStringField("space", agent.space().hex());
        json.writeStringField("storeId", agent.reader().storeId());
        json.writeStringField("digest", digest);
        json.writeArrayFieldStart("heads");
        for (AuthorHead head : heads.byAuthor().values()) {
            json.writeStartObject();
            json.writeStringField("author", head.author().hex());
            json.writeNumberField("seq", head.seq());
            json.writeStringField("hash", head.hash().hex());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeAll(JsonGenerator json, @Nullable AuthorId after, long limit) throws IOException {
        List<LogStatus> logs = agent.logs();
        json.writeStartObject();
        json.writeNumberField("count", logs.size());
        json.writeArrayFieldStart("authors");
        long written = 0;
        for (LogStatus log : logs) {
            boolean wanted = after == null || log.head().author().compareTo(after) > 0;
            if (wanted && written < limit) {
                StatusJson.write(json, log);
                written++;
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
