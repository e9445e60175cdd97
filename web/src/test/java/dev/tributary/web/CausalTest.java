package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CausalTest {
    private static final String PATH = "/api/v1/events?order=causal";

    private final WebServer web = new WebServer();
    private final FakeLog log = web.agent.log();

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void pagesOfAnySizeGoThroughAllLogsCausesFirst() {
        List<String> causes = new ArrayList<>();
        EventRef last = log.append(FakeAgent.OTHER, EventDraft.json("a", "0"));
        causes.add(last.hash().hex());
        for (int i = 1; i < 9; i++) {
            AuthorId author = i % 2 == 0 ? FakeAgent.OTHER : FakeAgent.SELF;
            last = log.append(author, EventDraft.json("a", "" + i).withDeps(List.of(last)));
            causes.add(last.hash().hex());
        }

        for (int size : new int[] {1, 4, 9, 100}) {
            assertThat(hashes(size)).as("pages of " + size).isEqualTo(causes);
        }
        JsonObject end = json(PATH + "&limit=9");
        assertThat(end.getBoolean("more")).isFalse();
        assertThat(json(PATH + "&cursor=" + end.getString("cursor")))
                .isEqualTo(new JsonObject()
                        .put("events", new JsonArray())
                        .put("cursor", end.getString("cursor"))
                        .put("more", false));
    }

    @Test
    void aReaderGoesOnWhereItStopped() {
        log.append(FakeAgent.SELF, EventDraft.json("a", "1"));
        String cursor = json(PATH).getString("cursor");
        EventRef later = log.append(FakeAgent.OTHER, EventDraft.json("a", "2"));

        JsonArray events = json(PATH + "&cursor=" + cursor).getJsonArray("events");

        assertThat(events).hasSize(1);
        assertThat(events.getJsonObject(0).getString("hash"))
                .isEqualTo(later.hash().hex());
    }

    @Test
    void aPageEndsEarlyWhenItsPayloadsAreLargeAndItsCursorWithIt() {
        IntStream.range(0, 70)
                .forEach(i -> log.append(FakeAgent.SELF, EventDraft.of("a", Bytes.wrap(new byte[64 * 1024]))));

        JsonObject first = json(PATH);
        assertThat(first.getJsonArray("events")).hasSize(64);
        assertThat(first.getBoolean("more")).isTrue();
        JsonObject second = json(PATH + "&cursor=" + first.getString("cursor"));
        assertThat(second.getJsonArray("events")).hasSize(6);
        assertThat(second.getBoolean("more")).isFalse();
    }

    @Test
    void aCursorHasRoomFor1024AuthorsAndNoMore() {
        IntStream.rangeClosed(1, 1_024)
                .forEach(i -> log.append(FakeAgent.author("device " + i), EventDraft.json("a", "" + i)));
        JsonObject all = json(PATH + "&limit=1000");
        assertThat(all.getBoolean("more")).isTrue();
        JsonObject rest = json(PATH + "&limit=1000&cursor=" + all.getString("cursor"));
        assertThat(rest.getJsonArray("events")).hasSize(24);
        assertThat(json(PATH + "&cursor=" + rest.getString("cursor")).getJsonArray("events"))
                .isEmpty();

        log.append(FakeAgent.SELF, EventDraft.json("a", "one more"));
        HttpResponse<String> refused = web.get(PATH);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("would name 1025 authors");
    }

    @Test
    void theLongestCursorFitsAnAddress() {
        TreeMap<AuthorId, Long> reached = new TreeMap<>();
        IntStream.range(0, 1_024).forEach(i -> reached.put(FakeAgent.author("device " + i), Long.MAX_VALUE));
        String cursor = new HeadsCursor(reached).toString();
        assertThat(cursor).hasSize(HeadsCursor.longest(1_024));

        assertThat(web.get(PATH + "&cursor=" + cursor).statusCode()).isEqualTo(200);
    }

    @Test
    void aCursorIsReadAsItWasWritten() {
        for (long seq : new long[] {1, 127, 128, 16_383, 16_384, Long.MAX_VALUE}) {
            HeadsCursor cursor = new HeadsCursor(new TreeMap<>(Map.of(FakeAgent.SELF, seq, FakeAgent.OTHER, 5L)));
            assertThat(HeadsCursor.parse(cursor.toString(), 2)).isEqualTo(cursor);
            assertThatThrownBy(() -> HeadsCursor.parse(cursor.toString(), 1))
                    .hasMessageContaining("more than 1 authors");
        }
    }

    @Test
    void wrongOrdersAndCursorsAreRefused() {
        String key = "A".repeat(42) + "A";
        for (String path : List.of(
                "/api/v1/events",
                "/api/v1/events?order=arrival",
                PATH + "&limit=0",
                PATH + "&cursor=%25%25",
                PATH + "&cursor=AAAA",
                PATH + "&cursor=" + key,
                PATH + "&cursor=" + "A".repeat(44),
                PATH + "&cursor=" + "_".repeat(56),
                PATH + "&cursor="
                        + new HeadsCursor(new TreeMap<>(Map.of(FakeAgent.SELF, 1L)))
                                .toString()
                                .repeat(4))) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(400);
            assertThat(new JsonObject(answer.body()).getString("detail")).endsWith(".");
        }
    }

    private List<String> hashes(int size) {
        List<String> hashes = new ArrayList<>();
        JsonObject page = json(PATH + "&limit=" + size);
        take(page, hashes);
        while (page.getBoolean("more")) {
            page = json(PATH + "&limit=" + size + "&cursor=" + page.getString("cursor"));
            take(page, hashes);
        }
        return hashes;
    }

    private static void take(JsonObject page, List<String> hashes) {
        page.getJsonArray("events").forEach(event -> hashes.add(((JsonObject) event).getString("hash")));
    }

    private JsonObject json(String path) {
        HttpResponse<String> answer = web.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }
}
