package dev.tributary.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.agent.SystemWords;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Talks to a running agent's HTTP API. Whatever goes wrong ends in a {@link CommandFailure} with a sentence. */
final class ApiClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** How long an agent may say "later" before the command gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LONGEST_PAUSE_SECONDS = 10;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI base;
    private final String token;
    private final Waiting waiting;

    ApiClient(URI base, String token, Waiting waiting) {
        this.base = base;
        this.token = token;
        this.waiting = waiting;
    }

    /** The JSON at {@code path}. */
    JsonNode get(String path) throws InterruptedException {
        return json(text(path));
    }

    /** The JSON at {@code path} as the agent wrote it. */
    String text(String path) throws InterruptedException {
        return expect(exchange(request(path).GET().build()), 200);
    }

    /** What the agent answers to a JSON body. */
    JsonNode post(String path, String body) throws InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return json(expect(patiently(request), 201, 202));
    }

    /** What the agent answers to lines of JSON; {@code key} makes a repetition harmless. */
    JsonNode postLines(String path, byte[] lines, String key) throws InterruptedException {
        HttpRequest request = request(path)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                .build();
        return json(expect(patiently(request), 201, 202));
    }

    /** Removes what is at {@code path}. */
    void delete(String path) throws InterruptedException {
        expect(exchange(request(path).DELETE().build()), 204);
    }

    /** True when something answers there within a moment. */
    boolean answers() throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/health/live")).timeout(CONNECT).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A long answer as it comes; with a JSON {@code body} it is posted for. */
    InputStream download(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        HttpRequest ready = body.isEmpty()
                ? request.GET().build()
                : request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return opened(ready);
    }

    /** What the agent answers to a long body, which is read once; it may take as long as it takes. */
    JsonNode upload(String path, InputStream in) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/octet-stream")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> in))
                .build();
        return json(expect(exchange(request), 200));
    }

    private InputStream opened(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream refused = response.body()) {
            String text = new String(refused.readNBytes(65_536), StandardCharsets.UTF_8);
            throw refusal(response.statusCode(), text);
        }
    }

    /** An endless answer of server-sent events, behind {@code lastId} unless that is empty. */
    InputStream stream(String path, String lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response =
                http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(65_536), StandardCharsets.UTF_8);
            if (response.statusCode() >= 500) {
                throw new IOException(refusal(response.statusCode(), text).getMessage());
            }
            throw refusal(response.statusCode(), text);
        }
    }

    /** The sentence about an agent that does not answer. */
    CommandFailure unreachable() {
        return CommandFailure.failed("no agent answers at " + base + ": is it running there?");
    }

    /** {@code ?a=b&c=d} of the values that are not empty, or nothing. */
    static String query(Map<String, String> values) {
        String query = values.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(ANSWER).header("Authorization", "Bearer " + token);
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    /** Asks again when the agent says that it is busy, as late as it says. */
    private HttpResponse<String> patiently(HttpRequest request) throws InterruptedException {
        Duration waited = Duration.ZERO;
        while (true) {
            HttpResponse<String> response = exchange(request);
            boolean later = response.statusCode() == 429 || response.statusCode() == 503;
            if (!later || waited.compareTo(PATIENCE) >= 0) {
                return response;
            }
            Duration pause = pause(response);
            waiting.pass(pause);
            waited = waited.plus(pause);
        }
    }

    private static Duration pause(HttpResponse<String> response) {
        String after = response.headers().firstValue("Retry-After").orElse("");
        long seconds = after.matches("[0-9]{1,5}") ? Long.parseLong(after) : 1;
        return Duration.ofSeconds(Math.max(1, Math.min(seconds, LONGEST_PAUSE_SECONDS)));
    }

    private HttpResponse<String> exchange(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw unreachable();
        } catch (HttpTimeoutException e) {
            throw CommandFailure.failed(
                    "the agent at " + base + " did not answer within " + ANSWER.toSeconds() + " s: look into its log.");
        } catch (IOException e) {
            throw CommandFailure.failed("the connection to the agent at " + base + " broke (" + SystemWords.why(e)
                    + "): what was asked for may or may not have been done.");
        }
    }

    private String expect(HttpResponse<String> response, int... statuses) {
        if (IntStream.of(statuses).anyMatch(status -> status == response.statusCode())) {
            return response.body();
        }
        throw refusal(response.statusCode(), response.body());
    }

    /** The agent's own sentence, where it gave one (RFC 9457). */
    private CommandFailure refusal(int status, String body) {
        if (status == 401) {
            return CommandFailure.failed(
                    "the agent at " + base + " does not take this token: name the right one with --token-file.");
        }
        String detail = "";
        try {
            detail = JSON.readTree(body).path("detail").asText();
        } catch (JsonProcessingException e) {
            // Not from the agent but from something before it: the status has to do.
        }
        return CommandFailure.failed(
                detail.isEmpty() ? "the agent at " + base + " answered " + status + "." : Printable.text(detail));
    }

    private JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw CommandFailure.failed("what answers at " + base + " is not an agent: it does not send JSON.");
        }
    }
}
