package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code log} and {@code tail}. */
class EventCommandsTest extends WithAgent {
    private static final String AUTHOR = "0123456789abcdef".repeat(4);

    @Test
    void logOfAnAuthorGoesPageByPage() {
        String path = "GET /api/v1/authors/" + AUTHOR + "/events";
        api.answer(path, 200, "{\"events\":[" + event(1, "a") + "," + event(2, "b") + "],\"next\":2}")
                .answer(path, 200, "{\"events\":[" + event(3, "a") + "],\"next\":null}");

        assertThat(run("log", "--author", AUTHOR, "--after", "0", "--type", "a").lines())
                .containsExactly(text(1, "a"), text(3, "a"));
        assertThat(api.requests.stream()
                        .map(FakeApi.Request::query)
                        .map(query -> query.replaceAll(".*after=", "").replaceAll("&.*", "")))
                .containsExactly("0", "2");
    }

    @Test
    void logEndsAtItsLimit() {
        String path = "GET /api/v1/authors/" + AUTHOR + "/events";
        api.answer(path, 200, "{\"events\":[" + event(1, "a") + "," + event(2, "b") + "],\"next\":2}");

        assertThat(run("log", "--author", AUTHOR, "--limit", "1", "--format", "ndjson")
                        .lines())
                .containsExactly(event(1, "a"));
        assertThat(api.requests).hasSize(1);
    }

    @Test
    void logOfAllEndsAtTheNewestEvent() {
        api.answer("GET /api/v1/status", 200, "{\"storage\":{\"position\":3}}")
                .answer(
                        "GET /api/v1/events/stream",
                        200,
                        "retry: 2000\nid: s-0\n\n" + message(1, "a") + message(2, "b") + message(3, "a")
                                + message(4, "a"));

        assertThat(run("log", "--type", "a").lines()).containsExactly(text(1, "a"), text(3, "a"));
        assertThat(run("log", "--after", "3").lines()).isEmpty();
    }

    @Test
    void tailComesBackBehindTheLastEventThatItSaw() {
        api.answer("GET /api/v1/events/stream", 200, "id: s-0\n\n" + message(1, "a") + "id: s-2\ndata: {\"cut off")
                .answer("GET /api/v1/events/stream", 503, "{\"detail\":\"Later.\"}")
                .answer("GET /api/v1/events/stream", 200, ": heart-beat\nid: s-5\n\n")
                .answer("GET /api/v1/events/stream", 200, message(6, "b"));

        Cli.Result result = run("tail", "--limit", "2");

        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).containsExactly(text(1, "a"), text(6, "b"));
        List<String> resumed = new ArrayList<>();
        api.requests.forEach(request -> resumed.add(request.headers().get("last-event-id")));
        assertThat(resumed).containsExactly(null, "s-1", "s-1", "s-5");
        assertThat(cli.waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1));
        assertThat(result.err()).contains("trying again");
    }

    @Test
    void tailAsksForWhatIsWanted() {
        api.answer("GET /api/v1/events/stream", 200, message(6, "b"));

        run("tail", "--limit", "1", "--author", AUTHOR, "--type", "b.*");

        assertThat(api.requests.get(0).query()).isEqualTo("author=" + AUTHOR + "&type=b.*&from=now");
    }

    @Test
    void tailAfterASeqListsFirstAndRepeatsNothing() {
        api.answer("GET /api/v1/status", 200, "{\"storage\":{\"position\":9}}")
                .answer(
                        "GET /api/v1/authors/" + AUTHOR + "/events",
                        200,
                        "{\"events\":[" + event(5, "a") + "," + event(6, "a") + "],\"next\":null}")
                .answer("GET /api/v1/events/stream", 200, message(6, "a") + message(7, "a"));

        assertThat(run("tail", "--author", AUTHOR, "--after", "4", "--limit", "3")
                        .lines())
                .containsExactly(text(5, "a"), text(6, "a"), text(7, "a"));
    }

    @Test
    void payloadsCannotCommandTheTerminal() {
        String escape = Base64.getEncoder().encodeToString("\u001b[2J\u202eboo".getBytes(StandardCharsets.UTF_8));
        String binary = Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, 0});
        api.answer(
                "GET /api/v1/events/stream",
                200,
                "data: {\"author\":\"" + AUTHOR
                        + "\",\"seq\":1,\"type\":\"t\",\"payloadBase64\":\"" + escape + "\"}\n\ndata: {\"author\":\""
                        + AUTHOR
                        + "\",\"seq\":2,\"type\":\"t\",\"payloadBase64\":\"" + binary + "\"}\n\ndata: {\"author\":\""
                        + AUTHOR
                        + "\",\"seq\":3,\"type\":\"t\",\"payloadDeleted\":true,\"payloadSize\":9}\n\n");

        assertThat(run("tail", "--limit", "3").lines())
                .containsExactly(
                        "1970-01-01T00:00:00Z 01234567 1 t \\u001b[2J\\u202eboo",
                        "1970-01-01T00:00:00Z 01234567 2 t base64:" + binary,
                        "1970-01-01T00:00:00Z 01234567 3 t (payload deleted, 9 bytes)");
    }

    @Test
    void wrongSelectionIsWrongUsage() {
        assertThat(run("log", "--author", "abc").exitCode()).isEqualTo(2);
        assertThat(run("log", "--after", "-1").exitCode()).isEqualTo(2);
        assertThat(run("tail", "--limit", "0").exitCode()).isEqualTo(2);
        assertThat(run("tail", "--format", "xml").exitCode()).isEqualTo(2);
        assertThat(api.requests).isEmpty();
    }

    private static String event(int seq, String type) {
        return "{\"author\":\"" + AUTHOR + "\",\"seq\":" + seq + ",\"type\":\"" + type
                + "\",\"timestamp\":1000,\"payload\":{\"n\":" + seq + "}}";
    }

    private static String message(int position, String type) {
        return "id: s-" + position + "\ndata: " + event(position, type) + "\n\n";
    }

    private static String text(int seq, String type) {
        return "1970-01-01T00:00:01Z 01234567 " + seq + " " + type + " {\"n\":" + seq + "}";
    }
}
