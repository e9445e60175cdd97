package dev.tributary.agent.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An agent's HTTP API whose answers a test writes down beforehand; it remembers what it was asked. */
final class FakeApi implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef".repeat(4);

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Function<Request, Answer>>> answers = new HashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    record Request(String method, String path, String query, Map<String, String> headers, String body) {}

    record Answer(int status, String body, Map<String, String> headers) {
        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    FakeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Writes the files that a running agent leaves in its data directory. */
    void writeFiles(Path data) throws IOException {
        Files.writeString(data.resolve("api-url"), url() + "\n");
        Files.writeString(data.resolve("api-token"), TOKEN + "\n");
    }

    /** The next answer to {@code call} such as {@code GET /api/v1/status}; the last one is given for ever. */
    FakeApi answer(String call, Function<Request, Answer> answer) {
        synchronized (answers) {
            answers.computeIfAbsent(call, unused -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    FakeApi answer(String call, int status, String body) {
        return answer(call, request -> Answer.of(status, body));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = read(exchange);
            requests.add(request);
            Answer answer = ("Bearer " + TOKEN).equals(request.headers().get("authorization"))
                    ? next(request)
                    : Answer.of(401, "{\"detail\":\"no\"}");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : 0);
            if (answer.status() != 204) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer next(Request request) {
        synchronized (answers) {
            Deque<Function<Request, Answer>> left =
                    answers.getOrDefault(request.method() + " " + request.path(), new ArrayDeque<>());
            Function<Request, Answer> next = left.size() > 1 ? left.remove() : left.peek();
            return next == null ? Answer.of(404, "{\"detail\":\"There is nothing here.\"}") : next.apply(request);
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        String query = exchange.getRequestURI().getRawQuery();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
