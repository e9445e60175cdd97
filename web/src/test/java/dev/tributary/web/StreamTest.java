package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.model.EventDraft;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final TestLimits limits = new TestLimits();
    private WebServer web = new WebServer();

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void newEventsComeLiveWithTheirPlace() {
        append("a", "0");
        try (RawClient reader = open("")) {
            append("a", "{\"x\": 1.0}");

            assertThat(reader.after("id: ")).isEqualTo(id(1));
            assertThat(reader.after("id: ")).isEqualTo(id(2));
            String data = reader.after("data: ");
            assertThat(data).contains("\"payload\":{\"x\": 1.0}");
            assertThat(new JsonObject(data).getLong("position")).isEqualTo(2);
        }
    }

    @Test
    void aReaderThatComesBackMissesNothingAndGetsNothingTwice() {
        List<Long> seen = new ArrayList<>();
        String last = id(0);
        Thread writer = new Thread(() -> IntStream.range(0, 3_000).forEach(i -> append("a", "" + i)));
        writer.start();
        for (int round = 0; round < 6; round++) {
            try (RawClient reader = open("", "Last-Event-ID: " + last)) {
                reader.after("id: ");
                for (int i = 0; i < 500; i++) {
                    last = reader.after("id: ");
                    seen.add(new JsonObject(reader.after("data: ")).getLong("position"));
                }
            }
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 3_000).boxed().toList());
    }

    @Test
    void fromSaysWhereToBegin() {
        IntStream.rangeClosed(1, 5).forEach(i -> append("a", "" + i));

        for (String query : List.of("?from=start", "?from=0", "?from=" + id(0))) {
            assertThat(firstPayload(query)).isEqualTo(1);
        }
        assertThat(firstPayload("?from=3")).isEqualTo(4);
        assertThat(firstPayload("?from=start", "Last-Event-ID: " + id(2))).isEqualTo(3);
    }

    @Test
    void aNumberBeyondTheNewestPositionIsRefusedWithIt() {
        append("a", "1");

        assertThat(web.get("/api/v1/events/stream?from=2").statusCode()).isEqualTo(400);
        assertThat(web.get("/api/v1/events/stream?from=2").body()).contains("the newest position here is 1");
        assertThat(web.get("/api/v1/events/stream?form=1").body()).contains("Known here: author, from, type.");
    }

    @Test
    void aPlaceInAnotherStoreStartsAgainAndSaysSo() {
        append("a", "1");
        for (String place : List.of("ffff-1", id(99))) {
            try (RawClient reader = open("", "Last-Event-ID: " + place)) {
                assertThat(reader.after("event: ")).isEqualTo("reset");
                assertThat(new JsonObject(reader.after("data: ")).getString("storeId"))
                        .isEqualTo(web.agent.log().storeId());
                assertThat(new JsonObject(reader.after("data: ")).getLong("position"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void authorAndTypeChoose() {
        web.agent.log().append(FakeAgent.OTHER, EventDraft.json("sensor.heat", "1"));
        append("sensor.heat", "2");
        append("sensors", "3");
        append("sensor.light", "4");

        assertThat(firstPayload("?from=start&author=" + FakeAgent.SELF)).isEqualTo(2);
        assertThat(firstPayload("?from=start&type=sensors")).isEqualTo(3);
        try (RawClient reader = open("?from=start&type=sensor.*&author=" + FakeAgent.SELF)) {
            assertThat(payload(reader)).isEqualTo(2);
            assertThat(payload(reader)).isEqualTo(4);
        }
    }

    @Test
    void linesWithinAPayloadSurvive() {
        append("a", "{\n \"x\":\r\n 7\r}");
        try (RawClient reader = open("?from=start")) {
            StringBuilder data = new StringBuilder(reader.after("data: "));
            for (String line = reader.line(); !line.isEmpty(); line = reader.line()) {
                data.append('\n').append(line.substring("data: ".length()));
            }
            assertThat(new JsonObject(data.toString()).getJsonObject("payload").getInteger("x"))
                    .isEqualTo(7);
        }
    }

    @Test
    void aSilentStreamShowsThatItLivesAndHowFarItIs() {
        limits.heartBeat = Duration.ofMillis(100);
        restart();
        try (RawClient reader = open("?type=never")) {
            append("a", "1");
            reader.after(": heart-beat");
            await().until(() -> reader.after("id: ").equals(id(1)));
        }
    }

    @Test
    void aSlowReaderStopsTheReadingFromTheAgent() {
        String payload = "\"" + "x".repeat(60_000) + "\"";
        IntStream.range(0, 600).forEach(i -> append("a", payload));
        try (RawClient reader = open("?from=start")) {
            await().during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> web.agent.log().largestPositionRead(), new Unchanged()::holds);
            assertThat(web.agent.log().largestPositionRead()).isLessThan(400);

            for (long position = 1; position <= 600; position++) {
                assertThat(reader.after("id: ")).isEqualTo(id(position == 1 ? 0 : position));
                if (position == 1) {
                    assertThat(reader.after("id: ")).isEqualTo(id(1));
                }
            }
        }
    }

    @Test
    void thereIsRoomFor64StreamsAndNotOneMore() {
        limits.streams = 64;
        restart();
        List<RawClient> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                readers.add(open(""));
            }
            HttpResponse<String> refused = web.get("/api/v1/events/stream");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("10");

            readers.remove(0).close();
            await().until(() -> web.verticle.routes().streams().size() == 63);
            readers.add(open(""));
        } finally {
            readers.forEach(RawClient::close);
        }
    }

    @Test
    void theAgentIsListenedToOnlyWhileThereIsAStream() {
        assertThat(web.agent.log().listeners()).isZero();
        RawClient first = open("");
        RawClient second = open("");
        assertThat(web.agent.log().listeners()).isEqualTo(1);
        first.close();
        second.close();
        await().until(() -> web.agent.log().listeners() == 0);
    }

    @Test
    void streamsEndWhenTheAgentStops() {
        try (RawClient reader = open("")) {
            web.close();
            String line = reader.line();
            while (line != null) {
                line = reader.line();
            }
            assertThat(line).isNull();
        } finally {
            web = new WebServer();
        }
    }

    /** Holds as long as a value does not move. */
    private static final class Unchanged {
        private long last = -1;

        boolean holds(long value) {
            boolean same = value == last;
            last = value;
            return same;
        }
    }

    private void restart() {
        web.close();
        web = new WebServer(limits.build());
    }

    private void append(String type, String json) {
        web.agent.log().append(FakeAgent.SELF, EventDraft.json(type, json));
    }

    private String id(long position) {
        return web.agent.log().storeId() + "-" + position;
    }

    private int firstPayload(String query, String... headers) {
        try (RawClient reader = open(query, headers)) {
            return payload(reader);
        }
    }

    private static int payload(RawClient reader) {
        return new JsonObject(reader.after("data: ")).getInteger("payload");
    }

    /** An open stream, behind its status line. */
    private RawClient open(String query, String... headers) {
        RawClient reader = new RawClient(web.verticle.port());
        List<String> lines = new ArrayList<>(List.of(
                "GET /api/v1/events/stream" + query + " HTTP/1.1",
                "Host: localhost",
                "Authorization: Bearer " + WebServer.TOKEN));
        lines.addAll(List.of(headers));
        reader.request(lines.toArray(String[]::new));
        assertThat(reader.status()).isEqualTo(200);
        return reader;
    }
}
