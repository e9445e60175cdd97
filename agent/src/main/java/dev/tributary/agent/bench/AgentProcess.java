package dev.tributary.agent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.agent.identity.ApiToken;
import dev.tributary.api.model.AuthorId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An agent in a process of its own, started by the distribution's script as an operator would. */
final class AgentProcess implements AutoCloseable {
    /** The setting for as many authors as there may be: a store that was filled holds its own log besides. */
    static final String ANY_AUTHORS = "authors.max=10000000";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern READY = Pattern.compile("ready author=(\\S+) space=(\\S+) sync=(\\S+) web=(\\S+)");
    private static final @Nullable String HOME = System.getProperty("tributary.home");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final Process process;
    private final Duration startTime;
    private final String token;
    private final AuthorId author;
    private final String sync;
    private final String web;

    private AgentProcess(Path data, Process process, Duration startTime, Matcher ready) {
        this.data = data;
        this.process = process;
        this.startTime = startTime;
        this.token = new ApiToken(data).load();
        this.author = AuthorId.ofHex(ready.group(1));
        this.sync = ready.group(3);
        this.web = ready.group(4);
    }

    /** Starts {@code run} on a data directory and returns once it is ready. */
    static AgentProcess start(Path data, String... options) throws IOException {
        return start(data, Optional.empty(), options);
    }

    /** The same with a heap such as 48m instead of the default one. */
    static AgentProcess start(Path data, Optional<String> heap, String... options) throws IOException {
        long begin = System.nanoTime();
        return ready(data, launch(data, heap, options), begin);
    }

    /** The same with what it says on standard error behind what the file {@code errors} holds. */
    static AgentProcess startTelling(Path errors, Path data, String... options) throws IOException {
        long begin = System.nanoTime();
        ProcessBuilder builder = builder(data, options);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        return ready(data, builder.start(), begin);
    }

    private static AgentProcess ready(Path data, Process process, long begin) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        // A JVM with a profiler speaks first.
        while (line != null && !READY.matcher(line).matches()) {
            line = out.readLine();
        }
        Duration startTime = Duration.ofNanos(System.nanoTime() - begin);
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("the agent in " + data + " ended before it was ready");
        }
        return new AgentProcess(data, process, startTime, ready);
    }

    /** Starts {@code run} and does not wait for anything. */
    static Process launch(Path data, Optional<String> heap, String... options) throws IOException {
        ProcessBuilder builder = builder(data, options).redirectError(ProcessBuilder.Redirect.INHERIT);
        heap.ifPresent(most -> builder.environment().put("TRIBUTARY_HEAP", most));
        return builder.start();
    }

    private static ProcessBuilder builder(Path data, String... options) {
        List<String> command = program();
        command.addAll(List.of(
                "run",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:0",
                "--web",
                "127.0.0.1:0",
                "--set",
                "log.level=warn"));
        if (HOME != null) {
            command.addAll(List.of("--set", "plugins.disabled=host-telemetry"));
        }
        command.addAll(List.of(options));
        return new ProcessBuilder(command);
    }

    /** The distribution's script; without a distribution the classes of this process, as in tests. */
    private static List<String> program() {
        if (HOME != null) {
            return new ArrayList<>(List.of(Path.of(HOME, "bin", "tributary").toString()));
        }
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tributary.agent.AgentMain"));
    }

    /** Runs a command to its end, which must be a good one; what it says is passed over. */
    static void tool(String... words) throws IOException {
        List<String> command = program();
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("'tributary " + words[0] + "' ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    Path data() {
        return data;
    }

    AuthorId author() {
        return author;
    }

    String syncAddress() {
        return sync;
    }

    /** From the start of the process to its ready line. */
    Duration startTime() {
        return startTime;
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    /** Adds a peer: one to dial, or one that is only awaited. */
    void addPeer(AuthorId key, Optional<String> address) {
        ObjectNode peer = JSON.createObjectNode().put("key", key.hex());
        address.ifPresent(at -> peer.put("address", at));
        post("/api/v1/peers", "application/json", peer.toString());
    }

    /** Posts a body and returns the answer; an agent that is gone is an {@link UncheckedIOException}. */
    JsonNode post(String path, String mediaType, String body) {
        return send(
                HttpRequest.newBuilder()
                        .header("Content-Type", mediaType)
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                path);
    }

    void removePeer(AuthorId key) {
        send(HttpRequest.newBuilder().DELETE(), "/api/v1/peers/" + key.hex());
    }

    /** Returns when it holds so many events. */
    void awaitEvents(long events) {
        Waits.until(() -> get("/api/v1/status").path("storage").path("events").asLong() >= events);
    }

    /** A figure of {@code /metrics}: the sum over all its labels, 0 when there is none. */
    double metric(String name) {
        return metric(name, "", "");
    }

    /** The same over the series alone in which a label has this value. */
    double metric(String name, String label, String value) {
        String wanted = label.isEmpty() ? "" : label + "=\"" + value + "\"";
        return text(HttpRequest.newBuilder().GET(), "/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(wanted))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private JsonNode send(HttpRequest.Builder request, String path) {
        try {
            return JSON.readTree(text(request, path));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("no JSON came from " + web + path, e);
        }
    }

    private String text(HttpRequest.Builder request, String path) {
        try {
            HttpResponse<String> response = http.send(
                    request.uri(URI.create(web + path))
                            .header("Authorization", "Bearer " + token)
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("the agent does not answer at " + web + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A figure of {@code /proc/PID/status} in bytes, such as VmRSS, or VmHWM for the highest since the start. */
    long memory(String figure) throws IOException {
        return 1024 * DeviceWrites.kernel(process.pid(), "status", figure);
    }

    /** What has been written until now, by it and to the device of {@code folder}. */
    DeviceWrites writes(Path folder) throws IOException {
        return DeviceWrites.of(process.pid(), folder);
    }

    /**
     * Lets it collect all garbage, and returns what is left of its heap in bytes. Needs the JDK's {@code jcmd}; without
     * it, what was left after the last full collection, 0 before the first.
     */
    long liveHeap() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (Files.isExecutable(jcmd)) {
            new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        return (long) metric("jvm_gc_live_data_bytes");
    }

    /** The processor time it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** SIGKILL, and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops it as an operator would, and not so gently when it does not listen. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
