package dev.tributary.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The web face of a {@link FakeAgent} on a free loopback port, and a client for it. */
final class WebServer implements AutoCloseable {
    static final String TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    final FakeAgent agent = new FakeAgent();
    final WebVerticle verticle;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockedLoops blockedLoops = new BlockedLoops();
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setWarningExceptionTime(1).setWarningExceptionTimeUnit(TimeUnit.SECONDS));

    WebServer() {
        this(WebLimits.DEFAULT);
    }

    WebServer(WebLimits limits) {
        this(options("127.0.0.1"), limits);
    }

    WebServer(WebOptions options, WebLimits limits) {
        verticle = new WebVerticle(options, agent, limits);
        deploy();
    }

    private WebServer(String progress) {
        verticle = new WebVerticle(options("127.0.0.1"), () -> progress, WebLimits.DEFAULT);
        deploy();
    }

    /** As it is before its agent has started. */
    static WebServer starting(String progress) {
        return new WebServer(progress);
    }

    /** The agent has started. */
    void serve() {
        await(verticle.serve(agent));
    }

    private void deploy() {
        try {
            await(vertx.deployVerticle(verticle));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static WebOptions options(String host, String... allowedHosts) {
        return new WebOptions(host, 0, Optional.empty(), Optional.empty(), List.of(allowedHosts), TOKEN);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + verticle.port() + path);
    }

    /** A request with the token. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String json) {
        return send(posting(path, "application/json", json));
    }

    HttpRequest.Builder posting(String path, String mediaType, String body) {
        return request(path)
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        agent.close();
        await(vertx.close());
        blockedLoops.close();
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
