package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.model.EventDraft;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final String EVENT = "{\"type\":\"a\",\"payload\":1}";
    private static final String NDJSON = "application/x-ndjson";
    private final TestLimits limits = new TestLimits();

    @Test
    void aBatchTakes256EventsAndNotOneMore() {
        try (WebServer web = new WebServer()) {
            HttpResponse<String> full = web.send(web.posting("/api/v1/events:batch", NDJSON, lines(256) + "\n\n"));
            assertThat(full.statusCode()).isEqualTo(201);
            JsonObject run = new JsonObject(full.body());
            assertThat(run.getLong("firstSeq")).isEqualTo(1);
            assertThat(run.getLong("lastSeq")).isEqualTo(256);
            assertThat(run.getInteger("count")).isEqualTo(256);
            assertThat(run.getString("hash"))
                    .isEqualTo(web.agent
                            .log()
                            .heads()
                            .head(FakeAgent.SELF)
                            .orElseThrow()
                            .hash()
                            .hex());

            HttpResponse<String> beyond = web.send(web.posting("/api/v1/events:batch", NDJSON, lines(257)));
            assertThat(beyond.statusCode()).isEqualTo(413);
            assertThat(beyond.body()).contains("Line 257");
            assertThat(web.agent.log().position()).isEqualTo(256);
        }
    }

    @Test
    void aBadLineOfABatchIsNamedAndNothingIsWritten() {
        try (WebServer web = new WebServer()) {
            HttpResponse<String> answer =
                    web.send(web.posting("/api/v1/events:batch", NDJSON, EVENT + "\r\n\n{\"type\":}\n"));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(new JsonObject(answer.body()).getInteger("line")).isEqualTo(3);
            assertThat(web.send(web.posting("/api/v1/events:batch", NDJSON, "\n \n"))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(web.agent.log().position()).isZero();
        }
    }

    @Test
    void aBatchBodyTakes4MiBAndNotAByteMore() {
        try (WebServer web = new WebServer()) {
            String full = EVENT + " ".repeat(4 * 1024 * 1024 - EVENT.length());
            assertThat(web.send(web.posting("/api/v1/events:batch", NDJSON, full))
                            .statusCode())
                    .isEqualTo(201);
            HttpResponse<String> beyond = web.send(web.posting("/api/v1/events:batch", NDJSON, full + " "));
            assertThat(beyond.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void bodiesThatTogetherAreTooLargeWait() {
        limits.bodiesInFlight = WebLimits.DEFAULT.batchBody();
        try (WebServer web = new WebServer(limits.build())) {
            RawClient slow = new RawClient(web.verticle.port());
            slow.request(
                    "POST /api/v1/events:batch HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + WebServer.TOKEN,
                    "Content-Type: " + NDJSON,
                    "Content-Length: " + WebLimits.DEFAULT.batchBody());

            await().until(() -> web.post("/api/v1/events", EVENT).statusCode() == 429);
            assertThat(web.post("/api/v1/events", EVENT).headers().firstValue("Retry-After"))
                    .contains("1");
            slow.close();
            await().until(() -> web.post("/api/v1/events", EVENT).statusCode() == 201);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsGivenUp() {
        limits.bodyDeadline = Duration.ofMillis(200);
        try (WebServer web = new WebServer(limits.build());
                RawClient slow = new RawClient(web.verticle.port())) {
            slow.request(
                    "POST /api/v1/events HTTP/1.1",
                    "Host: localhost",
                    "Authorization: Bearer " + WebServer.TOKEN,
                    "Content-Type: application/json",
                    "Content-Length: 100");

            assertThat(slow.status()).isEqualTo(408);
        }
    }

    @Test
    void aConnectionTooManyIsClosed() {
        limits.connections = 2;
        try (WebServer web = new WebServer(limits.build());
                RawClient second = new RawClient(web.verticle.port())) {
            RawClient first = new RawClient(web.verticle.port());
            for (RawClient client : List.of(first, second)) {
                client.request("GET /health/live HTTP/1.1", "Host: localhost");
                assertThat(client.status()).isEqualTo(200);
            }
            try (RawClient third = new RawClient(web.verticle.port())) {
                assertThat(third.line()).isNull();
            }
            first.close();
            await().until(() -> web.verticle.connections() < 2);
            assertThat(web.get("/api/v1/status").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anIdleConnectionIsClosed() {
        limits.idle = Duration.ofMillis(300);
        limits.heartBeat = Duration.ofMillis(100);
        try (WebServer web = new WebServer(limits.build());
                RawClient idle = new RawClient(web.verticle.port())) {
            assertThat(idle.line()).isNull();
        }
    }

    @Test
    void latestKeepsWhatChangedLastWithinItsBounds() {
        limits.latestEntries = 3;
        try (WebServer web = new WebServer(limits.build())) {
            for (String type : List.of("a", "b", "c")) {
                web.agent.log().append(FakeAgent.SELF, EventDraft.json(type, "1"));
            }
            assertThat(latest(web)).containsExactly("a", "b", "c");
            web.agent.log().append(FakeAgent.SELF, EventDraft.json("a", "2"));
            web.agent.log().append(FakeAgent.SELF, EventDraft.json("d", "2"));
            assertThat(latest(web)).containsExactly("c", "a", "d");
        }
    }

    @Test
    void latestHoldsNoMoreBytesThanAllowed() {
        limits.latestBytes = 10_000;
        try (WebServer web = new WebServer(limits.build())) {
            for (String type : List.of("a", "b", "c")) {
                web.agent.log().append(FakeAgent.SELF, EventDraft.text(type, "x".repeat(4_000)));
            }
            assertThat(latest(web)).containsExactly("b", "c");
            web.agent.log().append(FakeAgent.SELF, EventDraft.text("d", "x".repeat(11_000)));
            assertThat(latest(web)).isEmpty();
        }
    }

    @Test
    void latestSkipsToTheNewestWhenItIsFarBehind() {
        limits.latestWindow = 600;
        try (WebServer web = new WebServer(limits.build())) {
            web.agent.log().append(FakeAgent.SELF, EventDraft.json("old", "1"));
            IntStream.range(0, 600).forEach(i -> web.agent.log().append(FakeAgent.SELF, EventDraft.json("new", "1")));

            JsonObject answer = new JsonObject(web.get("/api/v1/latest").body());
            assertThat(answer.getLong("from")).isEqualTo(1);
            assertThat(answer.getLong("to")).isEqualTo(601);
            assertThat(latest(web)).containsExactly("new");
        }
    }

    private static List<String> latest(WebServer web) {
        return new JsonObject(web.get("/api/v1/latest").body())
                .getJsonArray("events").stream()
                        .map(event -> ((JsonObject) event).getString("type"))
                        .toList();
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> EVENT).collect(Collectors.joining("\n"));
    }
}
