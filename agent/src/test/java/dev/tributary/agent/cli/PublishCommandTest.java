package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishCommandTest extends WithAgent {
    private final List<String> log = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();

    @Test
    void oneEventIsPrintedWithSeqAndHash() throws IOException {
        api.answer("POST /api/v1/events", 201, "{\"author\":\"aa\",\"seq\":7,\"hash\":\"beef\"}");
        Path file = Files.write(data.resolve("payload"), new byte[] {0, 1, (byte) 0xff});

        assertThat(publish("--json", "{\"a\": 1.0}").lines()).containsExactly("7 beef");
        assertThat(publish("--text", "h\u00f6h").lines()).containsExactly("7 beef");
        assertThat(publish("--file", file.toString()).lines()).containsExactly("7 beef");

        assertThat(api.requests.stream().map(request -> payload(tree(request.body()))))
                .containsExactly(
                        "{\"a\": 1.0}".getBytes(StandardCharsets.UTF_8),
                        "h\u00f6h".getBytes(StandardCharsets.UTF_8),
                        new byte[] {0, 1, (byte) 0xff});
        assertThat(tree(api.requests.get(0).body()).path("type").asText()).isEqualTo("door.state");
    }

    @Test
    void peersAreWaitedForAndTooFewAreToldAfterWhatIsStored() {
        api.answer("POST /api/v1/events", 201, "{\"seq\":7,\"hash\":\"beef\",\"peers\":2,\"peersWanted\":2}");
        api.answer("POST /api/v1/events", 202, "{\"seq\":8,\"hash\":\"cafe\",\"peers\":1,\"peersWanted\":2}");

        Cli.Result held = publish("--text", "x", "--replicated", "2", "--timeout", "9");
        Cli.Result late = publish("--text", "x", "--replicated", "2");

        assertThat(held.exitCode()).isZero();
        assertThat(held.lines()).containsExactly("7 beef");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.lines()).containsExactly("8 cafe");
        assertThat(late.err()).contains("stored here", "after 30 s", "1 of 2 peers", "do not publish it again");
        assertThat(api.requests)
                .extracting(FakeApi.Request::query)
                .allMatch(query -> query.contains("durability=replicated%282%29"))
                .anyMatch(query -> query.contains("timeout=9"))
                .anyMatch(query -> query.contains("timeout=30"));
    }

    @Test
    void linesEndWithTheBatchThatTooFewPeersHold() throws IOException {
        api.answer(
                "POST /api/v1/events:batch",
                202,
                "{\"firstSeq\":5,\"lastSeq\":5,\"hash\":\"aa\",\"hashes\":[\"aa\"],\"peers\":0,\"peersWanted\":1}");
        Cli.Result result = cli.withInput("one\n")
                .run("publish", "--data", data.toString(), "--type", "a", "--stdin-lines", "--replicated", "1");

        assertThat(result.lines()).containsExactly("5 aa");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("0 of 1 peers");
    }

    @Test
    void whoIsWaitedForAndHowLongIsChecked() {
        assertThat(publish("--text", "x", "--replicated", "257").exitCode()).isEqualTo(2);
        assertThat(publish("--text", "x", "--replicated", "-1").exitCode()).isEqualTo(2);
        assertThat(publish("--text", "x", "--replicated", "0").exitCode()).isEqualTo(2);
        assertThat(publish("--text", "x", "--replicated", "1", "--timeout", "0").exitCode())
                .isEqualTo(2);
        assertThat(publish("--text", "x", "--replicated", "1", "--timeout", "51")
                        .exitCode())
                .isEqualTo(2);
        Cli.Result nobody = publish("--text", "x", "--timeout", "5");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.err()).contains("give --replicated K with it");
        assertThat(api.requests).isEmpty();
    }

    @Test
    void brokenJsonIsWrongUsageWithItsColumn() {
        for (String json : new String[] {"{\"a\":}", "1 2", "", "{"}) {
            Cli.Result result = publish("--json", json);

            assertThat(result.exitCode()).as(json).isEqualTo(2);
        }
        assertThat(publish("--json", "{\"a\":}").err()).contains("at column 6", "--text");
        assertThat(api.requests).isEmpty();
    }

    @Test
    void payloadOfTheLargestSizeGoesAndOneByteMoreDoesNot() {
        api.answer("POST /api/v1/events", 201, "{\"seq\":1,\"hash\":\"aa\"}");

        assertThat(publish("--text", "x".repeat(65_536)).exitCode()).isZero();
        Cli.Result result = publish("--text", "x".repeat(65_537));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("65536");
        assertThat(api.requests).hasSize(1);
    }

    @Test
    void missingFileIsASentence() {
        assertThat(publish("--file", "missing").err())
                .isEqualToIgnoringNewLines("tributary: there is no file missing.");
    }

    @Test
    void linesBecomeEventsInTheirOrder() {
        api.answer("POST /api/v1/events:batch", this::append);
        List<String> lines = IntStream.range(0, 1000)
                .mapToObj(i -> i % 3 == 0 ? "" : "line " + i + " \u00e4\r")
                .toList();

        Cli.Result result = publishLines(String.join("\n", lines) + "\n");

        assertThat(result.exitCode()).isZero();
        assertThat(log).isEqualTo(lines);
        assertThat(result.lines())
                .isEqualTo(IntStream.rangeClosed(1, 1000)
                        .mapToObj(seq -> seq + " hash" + seq)
                        .toList());
        assertThat(batches).allMatch(size -> size <= 256);
        assertThat(api.requests.stream().map(request -> request.headers().get("idempotency-key")))
                .doesNotHaveDuplicates()
                .doesNotContainNull();
    }

    @Test
    void largeLinesAreSplitOverBatchesThatFitARun() {
        api.answer("POST /api/v1/events:batch", this::append);

        publishLines(("y".repeat(60_000) + "\n").repeat(10));

        assertThat(log).hasSize(10);
        assertThat(batches).allMatch(size -> size <= 4);
    }

    @Test
    void busyAgentIsAskedAgainWithTheSameKey() {
        api.answer("POST /api/v1/events:batch", request -> new FakeApi.Answer(429, "{}", Map.of("Retry-After", "3")))
                .answer("POST /api/v1/events:batch", request -> FakeApi.Answer.of(503, "{}"))
                .answer("POST /api/v1/events:batch", this::append);

        Cli.Result result = publishLines("a\n");

        assertThat(result.lines()).containsExactly("1 hash1");
        assertThat(cli.waits).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(1));
        assertThat(api.requests.stream()
                        .map(request -> request.headers().get("idempotency-key"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void agentThatStaysBusyEndsInItsOwnSentence() {
        api.answer(
                "POST /api/v1/events",
                request -> new FakeApi.Answer(
                        503, "{\"detail\":\"The agent recovers.\"}", Map.of("Retry-After", "99999")));

        Cli.Result result = publish("--text", "x");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().strip()).isEqualTo("tributary: The agent recovers.");
        assertThat(cli.waits).hasSize(6).allMatch(Duration.ofSeconds(10)::equals);
    }

    @Test
    void linesBeforeARefusalArePrintedAndNoneAfter() {
        api.answer("POST /api/v1/events:batch", this::append)
                .answer("POST /api/v1/events:batch", 403, "{\"detail\":\"Enough.\"}");

        Cli.Result result = publishLines(("z".repeat(60_000) + "\n").repeat(10));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.lines()).hasSize(batches.get(0));
        assertThat(result.err().strip()).isEqualTo("tributary: Enough.");
    }

    @Test
    void lineThatIsTooLongEndsAfterThoseBeforeIt() {
        api.answer("POST /api/v1/events:batch", this::append);

        Cli.Result result = publishLines("a\n" + "x".repeat(65_536) + "\n" + "x".repeat(65_537) + "\nb\n");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(log).hasSize(2);
        assertThat(result.lines()).hasSize(2);
        assertThat(result.err()).contains("line 3 has more than 65536 bytes");
    }

    @Test
    void noLinesArePublishedWithoutAQuestion() {
        assertThat(publishLines("").exitCode()).isZero();
        assertThat(api.requests).isEmpty();
    }

    /** What an agent does with a batch. */
    private FakeApi.Answer append(FakeApi.Request request) {
        List<String> payloads = request.body()
                .lines()
                .map(line -> new String(payload(tree(line)), StandardCharsets.UTF_8))
                .collect(Collectors.toList());
        ObjectNode answer = ApiClient.JSON.createObjectNode().put("firstSeq", log.size() + 1);
        ArrayNode hashes = answer.putArray("hashes");
        for (String payload : payloads) {
            log.add(payload);
            hashes.add("hash" + log.size());
        }
        batches.add(payloads.size());
        return FakeApi.Answer.of(201, answer.toString());
    }

    private Cli.Result publishLines(String input) {
        cli.withInput(input);
        return publish("--stdin-lines");
    }

    private Cli.Result publish(String... payload) {
        List<String> arguments = new ArrayList<>(List.of("publish", "--data", data.toString(), "--type", "door.state"));
        arguments.addAll(List.of(payload));
        return cli.run(arguments.toArray(String[]::new));
    }

    private static byte[] payload(JsonNode event) {
        return Base64.getDecoder().decode(event.path("payloadBase64").asText());
    }

    private static JsonNode tree(String json) {
        try {
            return ApiClient.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
