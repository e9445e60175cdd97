package dev.tributary.web;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API, the event stream and the dashboard of one agent. Runs on one event loop and never blocks it. Deploy one
 * instance an agent, with the standard threading model.
 *
 * <p>It can be up before the agent is: until {@link #serve} it only says how far the agent's start is.
 *
 * <p>Starting fails with an {@link AgentException} that holds one sentence for a person: when the address is not
 * loopback and there is no certificate, when the certificate cannot be used, when the port is taken.
 *
 * @since 0.1
 */
public final class WebVerticle extends VerticleBase {
    private static final int STOP_SECONDS = 2;

    private final WebOptions options;
    private final Supplier<String> progress;
    private final WebLimits limits;
    private int connections;
    private boolean openMetrics;
    private volatile int port;
    private @Nullable Agent agent;
    private @Nullable Handler<HttpServerRequest> handler;
    private @Nullable Routes routes;
    private @Nullable HttpServer server;

    /** The web face of {@code agent}, not started yet. */
    public WebVerticle(WebOptions options, Agent agent) {
        this(options, agent, WebLimits.DEFAULT);
    }

    /**
     * The web face of an agent that is about to start.
     *
     * @param progress how far it is, as the end of the sentence "The agent is starting: ..."; asked on the event loop
     */
    public WebVerticle(WebOptions options, Supplier<String> progress) {
        this(options, progress, WebLimits.DEFAULT);
    }

    WebVerticle(WebOptions options, Agent agent, WebLimits limits) {
        this(options, () -> "", limits);
        this.agent = agent;
    }

    WebVerticle(WebOptions options, Supplier<String> progress, WebLimits limits) {
        this.options = options;
        this.progress = progress;
        this.limits = limits;
    }

    /** Answers for {@code started} from now on; the verticle must be deployed. Safe from any thread. */
    public Future<Void> serve(Agent started) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            show(started);
            done.complete();
        });
        return done.future();
    }

    private void show(Agent shown) {
        Routes built = Routes.of(context, shown, options, limits, openMetrics);
        routes = built;
        handler = built.router();
    }

    /** The port that is listened on, 0 before the start. */
    public int port() {
        return port;
    }

    /** Where callers find it, such as {@code http://127.0.0.1:7421}. */
    public String url() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return (options.tls() ? "https://" : "http://") + host + ":" + port;
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::isLoopback).compose(loopback -> {
            if (!loopback && !options.tls()) {
                throw new AgentException("the web address " + options.host() + " can be reached from other machines "
                        + "and has no TLS: set web.certificate and web.key, or listen on 127.0.0.1");
            }
            return serverOptions().compose(server -> listen(server, loopback));
        });
    }

    /** Ends the streams, lets running requests finish for up to two seconds, and closes. */
    @Override
    public Future<?> stop() {
        if (routes != null) {
            routes.streams().stop();
        }
        return server == null ? Future.succeededFuture() : server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
    }

    int connections() {
        return connections;
    }

    Routes routes() {
        return Objects.requireNonNull(routes, "not started");
    }

    private Future<HttpServer> listen(HttpServerOptions settings, boolean loopback) {
        openMetrics = loopback;
        if (agent == null) {
            handler = StartingRoutes.of(vertx, options, limits, progress);
        } else {
            show(agent);
        }
        HttpServer created = vertx.createHttpServer(settings)
                .connectionHandler(this::admit)
                .requestHandler(request -> Objects.requireNonNull(handler).handle(request));
        server = created;
        return created.listen()
                .onSuccess(listening -> port = listening.actualPort())
                .recover(failure -> Future.failedFuture(new AgentException(
                        "cannot listen on " + options.host() + ":" + options.port() + " for the web: "
                                + failure.getMessage() + "; choose another address with --web or web.listen",
                        failure)));
    }

    private void admit(HttpConnection connection) {
        connections++;
        connection.closeHandler(closed -> connections--);
        if (connections > limits.connections()) {
            connection.close();
        }
    }

    private boolean isLoopback() {
        try {
            return Stream.of(InetAddress.getAllByName(options.host())).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw new AgentException(
                    "the web address " + options.host() + " is not known on this machine: check web.listen", e);
        }
    }

    private Future<HttpServerOptions> serverOptions() {
        HttpServerOptions settings = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setIdleTimeout(Math.toIntExact(limits.idle().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(16 * 1024)
                .setMaxInitialLineLength(limits.address())
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        if (!options.tls()) {
            return Future.succeededFuture(settings);
        }
        return Future.all(read(options.certificate().get()), read(options.key().get()))
                .map(files -> settings.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(files.resultAt(0))
                                .addKeyValue(files.resultAt(1))));
    }

    private Future<Buffer> read(Path file) {
        return vertx.fileSystem()
                .readFile(file.toString())
                .recover(failure -> Future.failedFuture(new AgentException(
                        "cannot read " + file + " for the web's TLS: check web.certificate and web.key", failure)));
    }
}
