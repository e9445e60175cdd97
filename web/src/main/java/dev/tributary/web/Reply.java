package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** Answers of all kinds. To be called on the event loop of the request. */
final class Reply {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private Reply() {}

    /** A small JSON answer, written at once. */
    static void json(RoutingContext request, int status, Json.Body body) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(Json.encode(body));
    }

    /** An answer that may be large: asked for and written on a worker, so that the event loop goes on meanwhile. */
    static void largeJson(RoutingContext request, Json.Body body) {
        request.vertx()
                .executeBlocking(() -> Json.encode(body), false)
                .onSuccess(bytes -> {
                    if (!request.response().ended()) {
                        request.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                                .end(bytes);
                    }
                })
                .onFailure(request::fail);
    }

    /** An error, unless the answer has begun: then the connection is all that can still say so. */
    static void problem(RoutingContext request, Problem problem) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        problem.headers().forEach(response::putHeader);
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM)
                .end(Json.encode(json -> write(json, problem, request.normalizedPath())));
    }

    private static void write(JsonGenerator json, Problem problem, String path) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", problem.title());
        json.writeNumberField("status", problem.status());
        json.writeStringField("detail", problem.detail());
        json.writeStringField("instance", path);
        if (problem.place().isPresent()) {
            json.writeNumberField("line", problem.place().get().line());
            json.writeNumberField("column", problem.place().get().column());
        }
        json.writeEndObject();
    }
}
