package dev.tributary.web;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over the DevTools protocol. */
final class Browser implements AutoCloseable {
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket page;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** The program, where one is installed. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser(Path program, Path profile) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-sync",
                "--no-first-run",
                "--no-default-browser-check",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path active = profile.resolve("DevToolsActivePort");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(active) && Files.readAllLines(active).size() > 1);
        String port = Files.readAllLines(active).get(0);
        page = client.newWebSocketBuilder()
                .buildAsync(URI.create(pageAddress("http://127.0.0.1:" + port + "/json/list")), new Listener())
                .join();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", new JsonObject());
        }
    }

    /** What the page complained about: exceptions, refused content, failed requests. */
    List<String> complaints() {
        return complaints;
    }

    /** The address of every request that the page made. */
    List<String> requests() {
        return requests;
    }

    void open(String address) {
        call("Page.navigate", new JsonObject().put("url", address));
    }

    /** The value of an expression in the page. */
    Object evaluate(String expression) {
        return call(
                        "Runtime.evaluate",
                        new JsonObject()
                                .put("expression", expression)
                                .put("returnByValue", true)
                                .put("awaitPromise", true))
                .getJsonObject("result", new JsonObject())
                .getValue("value");
    }

    /** The text that a reader sees. */
    String text() {
        return String.valueOf(evaluate("document.body.innerText"));
    }

    void look(int width, int height, String colours) {
        call(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                new JsonObject()
                        .put(
                                "features",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("name", "prefers-color-scheme")
                                                .put("value", colours))));
    }

    void screenshot(Path file) throws IOException {
        String png = call("Page.captureScreenshot", new JsonObject().put("captureBeyondViewport", true))
                .getString("data");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(png));
    }

    JsonObject call(String method, JsonObject parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        page.sendText(
                        new JsonObject()
                                .put("id", id)
                                .put("method", method)
                                .put("params", parameters)
                                .encode(),
                        true)
                .join();
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        page.abort();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String pageAddress(String list) throws IOException {
        try {
            HttpResponse<String> targets =
                    client.send(HttpRequest.newBuilder(URI.create(list)).build(), HttpResponse.BodyHandlers.ofString());
            return new JsonArray(targets.body())
                    .stream()
                            .map(target -> (JsonObject) target)
                            .filter(target -> target.getString("type").equals("page"))
                            .findFirst()
                            .orElseThrow()
                            .getString("webSocketDebuggerUrl");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void received(JsonObject message) {
        if (message.containsKey("id")) {
            answers.remove(message.getInteger("id")).complete(message.getJsonObject("result", new JsonObject()));
            return;
        }
        JsonObject parameters = message.getJsonObject("params");
        switch (message.getString("method")) {
            case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(parameters.encode());
            case "Network.requestWillBeSent" ->
                requests.add(parameters.getJsonObject("request").getString("url"));
            default -> {}
        }
    }

    /** Puts the fragments of a message together. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonObject message = new JsonObject(text.toString());
                text.setLength(0);
                received(message);
            }
            socket.request(1);
            return null;
        }
    }
}
