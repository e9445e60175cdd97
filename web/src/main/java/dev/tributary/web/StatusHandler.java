package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.host.Agent;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.SuccessorStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** How the agent is: status, plugins, forks, latest, health and metrics. */
final class StatusHandler {
    private final Agent agent;
    private final LatestView latest;

    StatusHandler(Agent agent, LatestView latest) {
        this.agent = agent;
        this.latest = latest;
    }

    /** {@code GET /api/v1/status}. */
    void status(RoutingContext request) {
        Reply.largeJson(request, json -> StatusJson.write(json, agent.status(), agent.syncAddress()));
    }

    /** {@code GET /api/v1/plugins}. */
    void plugins(RoutingContext request) {
        Reply.largeJson(request, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("plugins");
            for (PluginStatus plugin : agent.plugins()) {
                StatusJson.write(json, plugin);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code GET /api/v1/forks}. */
    void forks(RoutingContext request) {
        Reply.largeJson(request, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("forks");
            for (ForkStatus fork : agent.forks()) {
                StatusJson.write(json, fork);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code GET /api/v1/successors}. */
    void successors(RoutingContext request) {
        Reply.largeJson(request, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("successors");
            for (SuccessorStatus successor : agent.successors()) {
                StatusJson.write(json, successor);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code GET /api/v1/latest}: the newest event of every (author, type), oldest first. */
    void latest(RoutingContext request) {
        latest.snapshot()
                .onSuccess(snapshot -> Reply.largeJson(request, json -> write(json, snapshot)))
                .onFailure(request::fail);
    }

    /** {@code GET /health/live}: this process answers. */
    static void live(RoutingContext request) {
        Reply.json(request, 200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "live");
            json.writeEndObject();
        });
    }

    /** {@code GET /health/ready}: events are accepted; else 503 with the reason. */
    void ready(RoutingContext request) {
        AgentStatus status = agent.status();
        if (status.state() != AgentStatus.State.RUNNING) {
            throw unready(StatusJson.word(status.state()), status.reason());
        }
        if (!status.storage().writable()) {
            throw unready("unable to write", status.storage().problem());
        }
        Reply.json(request, 200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "ready");
            json.writeEndObject();
        });
    }

    /** {@code GET /metrics}: the Prometheus text format 0.0.4. */
    void metrics(RoutingContext request) {
        request.vertx()
                .executeBlocking(agent::metrics, false)
                .onSuccess(text -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(Buffer.buffer(text)))
                .onFailure(request::fail);
    }

    private static Refused unready(String state, String reason) {
        return Problem.of(503, "The agent is " + state + (reason.isBlank() ? "." : ": " + reason))
                .retryAfter(5)
                .refused();
    }

    private static void write(JsonGenerator json, LatestView.Snapshot snapshot) throws IOException {
        json.writeStartObject();
        json.writeStringField("storeId", snapshot.storeId());
        json.writeNumberField("from", snapshot.from());
        json.writeNumberField("to", snapshot.to());
        json.writeArrayFieldStart("events");
        for (Arrival arrival : snapshot.events()) {
            EventJson.write(json, arrival.position(), arrival.event());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
