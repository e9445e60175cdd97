package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.EventDraft;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BundlesTest {
    private static final int PIECE = FakeBundles.PIECE.size();

    private final WebServer web = new WebServer();
    private final FakeBundles bundles = web.agent.bundles();

    @AfterEach
    void everyStreamIsClosed() {
        await().until(() -> bundles.open.get() == 0);
        web.close();
    }

    @Test
    void backupComesPieceByPiece() throws Exception {
        HttpResponse<byte[]> answer =
                web.client.send(web.request("/api/v1/backup").build(), HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(answer.body()).hasSize(3 * PIECE);
    }

    @Test
    void whoDoesNotReadIsNotReadFor() {
        bundles.pieces = Integer.MAX_VALUE;
        try (RawClient reader = new RawClient(web.verticle.port())) {
            reader.request(
                    "GET /api/v1/backup HTTP/1.1",
                    "Host: 127.0.0.1:" + web.verticle.port(),
                    "Authorization: Bearer " + WebServer.TOKEN);
            await().until(() -> bundles.asked.get() > 1);
            for (int others = 0; others < 200; others++) {
                assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
            }
            // What the kernel holds for both ends of a connection is some ten megabytes.
            assertThat(bundles.asked.get()).isLessThan(1_000);
        }
    }

    @Test
    void failureInTheMiddleBreaksTheConnection() {
        bundles.failAfter = 2;

        assertThatThrownBy(() ->
                        web.client.send(web.request("/api/v1/backup").build(), HttpResponse.BodyHandlers.ofByteArray()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void failureAtTheBeginningIsASentence() {
        bundles.failAfter = 0;

        HttpResponse<String> answer = web.get("/api/v1/backup");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("detail")).isEqualTo("A log cannot be read.");
    }

    @Test
    void exportTakesTheAnswerOfHeadsAsItIs() {
        web.agent.log().append(FakeAgent.SELF, EventDraft.json("a", "1"));
        JsonObject heads = new JsonObject(web.get("/api/v1/heads").body())
                .put("authors", new JsonArray().add(FakeAgent.OTHER.hex()));

        assertThat(web.post("/api/v1/bundle:export", heads.encode()).statusCode())
                .isEqualTo(200);

        assertThat(bundles.after).isEqualTo(web.agent.log().heads());
        assertThat(bundles.authors).containsExactly(FakeAgent.OTHER);
        assertThat(web.post("/api/v1/bundle:export", "{}").statusCode()).isEqualTo(200);
        assertThat(bundles.authors).isEmpty();
    }

    @Test
    void exportSaysWhatIsWrong() {
        assertThat(detail("[]")).contains("must be an object");
        assertThat(detail("{\"head\":[]}")).contains("\"head\" is unknown; known are \"authors\" and \"heads\"");
        assertThat(detail("{\"heads\":1}")).contains("\"heads\" is not a list");
        assertThat(detail("{\"heads\":[{\"author\":\"x\"}]}")).contains("{\"author\",\"seq\",\"hash\"}");
        assertThat(detail("{\"authors\":[1]}")).contains("is not a key");
        assertThat(detail("{\"authors\":")).contains("not valid JSON at line 1");
    }

    @Test
    void importTakesALongBodyAndTellsWhatBecameOfIt() {
        JsonObject report = new JsonObject(web.send(importing(40 * PIECE)).body());

        assertThat(report.getLong("stored")).isEqualTo(40L * PIECE);
        assertThat(report.getLong("known")).isEqualTo(2);
        assertThat(report.getJsonArray("problems").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("author", FakeAgent.OTHER.hex())
                        .put("reason", "not_admitted")
                        .put("seq", 7));
    }

    @Test
    void logsBeginWhereTheStreamDoesOnlyWhenThatIsAskedFor() {
        web.send(importing(PIECE));
        assertThat(bundles.gap).isEqualTo(Bundles.Gap.LEAVE_OUT);
        web.send(importing("?on-gone=start-there", PIECE));
        assertThat(bundles.gap).isEqualTo(Bundles.Gap.START_THERE);
        HttpResponse<String> answer = web.send(importing("?on-gone=wait", PIECE));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("can only be start-there");
    }

    @Test
    void damagedImportIsASentence() {
        bundles.failAfter = PIECE / 2;

        HttpResponse<String> answer = web.send(importing(PIECE));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The bundle is damaged.");
        assertThat(web.post("/api/v1/bundle:import", "{}").statusCode()).isEqualTo(415);
    }

    private HttpRequest.Builder importing(int bytes) {
        return importing("", bytes);
    }

    private HttpRequest.Builder importing(String query, int bytes) {
        return web.request("/api/v1/bundle:import" + query)
                .header("Content-Type", "application/octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]));
    }

    private String detail(String body) {
        HttpResponse<String> answer = web.post("/api/v1/bundle:export", body);
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        return new JsonObject(answer.body()).getString("detail");
    }
}
