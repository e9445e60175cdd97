package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.PublishException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest {
    private final WebServer web = new WebServer();

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void answersWithTheNameOfTheEvent() {
        HttpResponse<String> answer =
                web.post("/api/v1/events", "{\"type\":\"door.state\",\"payload\":{\"open\":true}}");

        assertThat(answer.statusCode()).isEqualTo(201);
        EventRef ref = newest().ref();
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject()
                        .put("author", FakeAgent.SELF.hex())
                        .put("seq", 1)
                        .put("hash", ref.hash().hex()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"b\" : 1.0,\n\t\"a\":1e2, \"n\":123456789012345678901234567890.10 , \"a\": 2 }",
                "[1 ,2,  3]",
                "\"text with \\u00e9, é and \\\"\"",
                "-0.0",
                "12",
                "true",
                "null",
                "{}",
                "\"\""
            })
    void storesThePayloadAsItWasSent(String payload) {
        web.post("/api/v1/events", "{\"payload\" :  " + payload + " ,\"type\":\"a\"}");
        assertThat(newest().payload().orElseThrow().utf8()).isEqualTo(payload);

        web.post("/api/v1/events", "{\"type\":\"a\",\"payload\":" + payload + "}");
        assertThat(newest().payload().orElseThrow().utf8()).isEqualTo(payload);
    }

    @Test
    void takesBytesAsBase64() {
        byte[] bytes = {0, -1, 7, 13};
        web.post(
                "/api/v1/events",
                "{\"type\":\"a\",\"payloadBase64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}");

        assertThat(newest().payload().orElseThrow().toArray()).isEqualTo(bytes);
    }

    @Test
    void namesEveryHashOfABatchWhenAsked() {
        String lines = "{\"type\":\"a\",\"payload\":1}\n{\"type\":\"a\",\"payload\":2}\n";

        JsonObject named =
                new JsonObject(web.send(web.posting("/api/v1/events:batch?hashes=true", "application/x-ndjson", lines))
                        .body());
        JsonObject plain = new JsonObject(web.send(web.posting("/api/v1/events:batch", "application/x-ndjson", lines))
                .body());

        assertThat(named.getJsonArray("hashes")).hasSize(2);
        assertThat(named.getJsonArray("hashes").getString(1)).isEqualTo(named.getString("hash"));
        assertThat(named.getInteger("lastSeq")).isEqualTo(2);
        assertThat(plain.containsKey("hashes")).isFalse();
        assertThat(plain.getInteger("firstSeq")).isEqualTo(3);
    }

    @Test
    void passesDependenciesOn() {
        EventRef dep = new EventRef(FakeAgent.OTHER, 3, newestHash());
        web.post(
                "/api/v1/events",
                "{\"type\":\"a\",\"payload\":1,\"deps\":[{\"author\":\"" + dep.author() + "\",\"seq\":3,\"hash\":\""
                        + dep.hash() + "\"}]}");

        assertThat(newest().deps()).containsExactly(dep);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"a\",\"payload\":{]}          | 1 | 24 | not valid JSON",
                "{\"type\":\"a\",\"payload\":01}          | 1 | 24 | not valid JSON",
                "{\"type\":\"a\",\"payload\":1            | 1 | 23 | not valid JSON",
                "[1]                                      | 1 | 1  | must be an object",
                "{\"type\":\"a\",\"payload\":1} 2         | 1 | 26 | must end after",
                "{\"payload\":1}                          | 1 | 13 | lacks \"type\"",
                "{\"type\":\"a\"}                         | 1 | 12 | lacks the payload",
                "{\"type\":7,\"payload\":1}               | 1 | 9  | \"type\" that is not a string",
                "{\"type\":\"a\",\"payload\":1,\"x\":1}   | 1 | 24 | unknown field \"x\"",
                "{\"type\":\"a\",\"type\":\"b\"}          | 1 | 13 | \"type\" twice",
                "{\"type\":\"a\",\"payload\":1,\"payloadBase64\":\"\"} | 1 | 24 | both",
                "{\"type\":\"a\",\"payloadBase64\":\"*\"} | 1 | 29 | not base64",
                "{\"type\":\"a\",\"payload\":1,\"deps\":1} | 1 | 31 | not a list",
                "{\"type\":\"a\",\"payload\":1,\"deps\":[{\"seq\":1}]} | 1 | 32 | an author id has 64",
            })
    void refusesAnythingElseWithThePlace(String body, int line, int column, String part) {
        HttpResponse<String> answer = web.post("/api/v1/events", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("detail"))
                .contains(part)
                .contains("line " + line + ", column " + problem.getInteger("column"));
        assertThat(problem.getInteger("line")).isEqualTo(line);
        assertThat(problem.getInteger("column")).isBetween(column - 1, column + 1);
        assertThat(web.agent.log().position()).isZero();
    }

    @Test
    void refusesABodyThatIsNotUtf8() throws Exception {
        HttpResponse<String> answer = web.send(web.request("/api/v1/events")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff})));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("UTF-8");
    }

    @Test
    void takesAPayloadOf64KiBAndNotAByteMore() {
        String limit = "\"" + "x".repeat(64 * 1024 - 2) + "\"";
        String beyond = "\"" + "x".repeat(64 * 1024 - 1) + "\"";

        assertThat(web.post("/api/v1/events", "{\"type\":\"a\",\"payload\":" + limit + "}")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> refused = web.post("/api/v1/events", "{\"type\":\"a\",\"payload\":" + beyond + "}");
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("65537 bytes").contains("65536");
    }

    @Test
    void takesTheLargestPayloadAsBase64() {
        String base64 = Base64.getEncoder().encodeToString(new byte[64 * 1024]);

        assertThat(web.post("/api/v1/events", "{\"type\":\"a\",\"payloadBase64\":\"" + base64 + "\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void refusesABodyBeyondItsLimit() {
        HttpResponse<String> answer = web.post("/api/v1/events", " ".repeat(128 * 1024 + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void refusesAnotherMediaType() {
        assertThat(web.send(web.posting("/api/v1/events", "text/plain", "{}")).statusCode())
                .isEqualTo(415);
        assertThat(web.send(web.posting("/api/v1/events", "multipart/form-data; boundary=x", "--x--"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(web.post("/api/v1/events:batch", "{}").statusCode()).isEqualTo(415);
        assertThat(web.send(web.posting(
                                "/api/v1/events", "Application/JSON; charset=utf-8", "{\"type\":\"a\",\"payload\":1}"))
                        .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_LARGE, 413, ",
        "INVALID,   400, ",
        "BUSY,      429, 1",
        "RECOVERING,503, 5",
        "READ_ONLY, 503, 60",
        "FULL,      507, 60",
        "CLOSED,    503, 5"
    })
    void saysWhyTheAgentRefused(PublishException.Reason reason, int status, String retryAfter) {
        web.agent.log().refuse(reason, "Because it is so.");

        for (HttpResponse<String> answer : List.of(
                web.post("/api/v1/events", "{\"type\":\"a\",\"payload\":1}"),
                web.send(web.posting(
                        "/api/v1/events:batch", "application/x-ndjson", "{\"type\":\"a\",\"payload\":1}")))) {
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
            assertThat(new JsonObject(answer.body()).getString("detail")).isEqualTo("Because it is so.");
        }
    }

    @Test
    void waitsForAsManyPeersAsWereAskedFor() {
        web.agent.log().heldBy(2);
        HttpResponse<String> answer =
                web.post("/api/v1/events?durability=replicated(2)&timeout=7", "{\"type\":\"a\",\"payload\":1}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(web.agent.log().durability())
                .isEqualTo(Durability.replicated(2).within(Duration.ofSeconds(7)));
        assertThat(new JsonObject(answer.body()))
                .isEqualTo(new JsonObject()
                        .put("author", FakeAgent.SELF.hex())
                        .put("seq", 1)
                        .put("hash", newest().hash().hex())
                        .put("peers", 2)
                        .put("peersWanted", 2));
    }

    @Test
    void saysThatEventsAreStoredHereWhenTooFewPeersHoldThemInTime() {
        web.agent.log().heldBy(1);
        HttpResponse<String> answer = web.send(web.posting(
                "/api/v1/events:batch?durability=replicated(3)",
                "application/x-ndjson",
                "{\"type\":\"a\",\"payload\":1}\n{\"type\":\"a\",\"payload\":2}"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(web.agent.log().durability()).isEqualTo(Durability.replicated(3));
        JsonObject body = new JsonObject(answer.body());
        assertThat(body.getLong("lastSeq")).isEqualTo(2);
        assertThat(body.getString("hash")).isEqualTo(newest().hash().hex());
        assertThat(body.getInteger("peers")).isEqualTo(1);
        assertThat(body.getInteger("peersWanted")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "durability=replicated",
                "durability=replicated(0)",
                "durability=replicated(257)",
                "durability=everywhere",
                "durability=replicated(1)&timeout=0",
                "durability=replicated(1)&timeout=51",
                "timeout=soon"
            })
    void refusesAnyOtherDurability(String query) {
        HttpResponse<String> answer = web.post("/api/v1/events?" + query, "{\"type\":\"a\",\"payload\":1}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(web.agent.log().publishCalls()).isZero();
    }

    private Event newest() {
        return web.agent
                .log()
                .arrivals(web.agent.log().position() - 1, 1)
                .toCompletableFuture()
                .join()
                .get(0)
                .event();
    }

    private static dev.tributary.api.model.EventHash newestHash() {
        return new dev.tributary.api.model.EventHash(FakeLog.sha256("dep"));
    }
}
