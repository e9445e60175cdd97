package dev.tributary.web;

import dev.tributary.api.host.Agent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The table of all calls. Every request passes, in this order: security headers, the {@link HostGuard}, for the API the
 * {@link TokenGuard}, for calls with a body the {@link BodyIntake}, then its handler; {@link Failures} answers whatever
 * any of them refuses.
 */
final class Routes {
    private final Router router;
    private final BodyIntake bodies;
    private final WebLimits limits;
    private final StreamHandler streams;
    private final Map<String, Set<String>> methods = new LinkedHashMap<>();

    private Routes(Vertx vertx, StreamHandler streams, WebLimits limits) {
        this.router = Router.router(vertx);
        this.bodies = new BodyIntake(limits);
        this.limits = limits;
        this.streams = streams;
    }

    /**
     * All calls of the API.
     *
     * @param openMetrics whether {@code /metrics} is there without a token
     */
    static Routes of(Context context, Agent agent, WebOptions options, WebLimits limits, boolean openMetrics) {
        Vertx vertx = context.owner();
        Routes routes = new Routes(vertx, new StreamHandler(vertx, context, agent.reader(), limits), limits);
        routes.guards(options, openMetrics);
        routes.writing(agent);
        routes.reading(agent, new LatestView(agent.reader(), context, limits));
        routes.files(new StaticFiles());
        routes.rest();
        return routes;
    }

    Router router() {
        return router;
    }

    StreamHandler streams() {
        return streams;
    }

    /** Path, as OpenAPI writes it, to the methods that it takes. */
    Map<String, Set<String>> methods() {
        return methods;
    }

    private void guards(WebOptions options, boolean openMetrics) {
        router.route().handler(new SecurityHeaders()).failureHandler(new Failures(limits));
        router.route().handler(new HostGuard(options));
        TokenGuard token = new TokenGuard(options.token());
        router.route("/api/*").handler(token);
        router.route("/openapi.yaml").handler(token);
        if (!openMetrics) {
            router.route("/metrics").handler(token);
        }
    }

    private void writing(Agent agent) {
        PublishHandler publish =
                new PublishHandler(agent, limits, new Retries(new IdempotencyCache(limits, System::nanoTime)));
        post("/api/v1/events", Reply.JSON, limits.eventBody(), publish::one, "durability", "timeout");
        String[] batch = {"durability", "hashes", "timeout"};
        post("/api/v1/events:batch", "application/x-ndjson", limits.batchBody(), publish::batch, batch);
        EventsHandler events = new EventsHandler(agent, limits);
        route(HttpMethod.DELETE, "/api/v1/events/{hash}/payload").handler(events::deletePayload);
        PeersHandler peers = new PeersHandler(agent);
        get("/api/v1/peers", peers::all);
        post("/api/v1/peers", Reply.JSON, limits.eventBody(), peers::add);
        route(HttpMethod.DELETE, "/api/v1/peers/{key}").handler(peers::remove);
        get("/api/v1/peers/{key}", peers::one);
        get("/api/v1/peers/{key}/authors", peers::logs, "after", "limit");
        BundlesHandler bundles = new BundlesHandler(agent.bundles());
        get("/api/v1/backup", bundles::backup);
        post("/api/v1/bundle:export", Reply.JSON, limits.batchBody(), bundles::export);
        route(HttpMethod.POST, "/api/v1/bundle:import", "on-gone").handler(bundles::take);
    }

    private void reading(Agent agent, LatestView latest) {
        AuthorsHandler authors = new AuthorsHandler(agent);
        EventsHandler events = new EventsHandler(agent, limits);
        StatusHandler status = new StatusHandler(agent, latest);
        get("/api/v1/heads", authors::heads);
        get("/api/v1/authors", authors::all, "after", "limit");
        get("/api/v1/authors/{author}", authors::one);
        get("/api/v1/authors/{author}/events", events::ofAuthor, "after", "limit");
        get("/api/v1/events", new CausalHandler(agent, limits)::page, "order", "cursor", "limit");
        get("/api/v1/events/stream", streams::open, "author", "type", "from");
        get("/api/v1/events/{hash}", events::byHash, "payload");
        get("/api/v1/forks", status::forks);
        get("/api/v1/successors", status::successors);
        get("/api/v1/plugins", status::plugins);
        get("/api/v1/status", status::status);
        get("/api/v1/latest", status::latest);
        get("/health/live", StatusHandler::live);
        get("/health/ready", status::ready);
        get("/metrics", status::metrics);
    }

    private void files(StaticFiles files) {
        get("/openapi.yaml", request -> files.send(request, StaticFiles.OPENAPI));
        StaticFiles.DASHBOARD.forEach((path, file) ->
                known(HttpMethod.GET, path).method(HttpMethod.HEAD).handler(request -> files.send(request, file)));
    }

    /** What is left: known paths with another method, and unknown paths. */
    private void rest() {
        methods.forEach((path, known) -> {
            Set<String> allowed = new TreeSet<>(known);
            if (known.contains("GET")) {
                allowed.add("HEAD");
            }
            String list = String.join(", ", allowed);
            at(path).handler(request -> {
                throw Problem.of(405, request.request().method() + " is not possible here; " + list + " is.")
                        .with("Allow", list)
                        .refused();
            });
        });
        router.route().handler(request -> {
            throw Problem.of(404, "There is nothing here: /openapi.yaml lists all calls.")
                    .refused();
        });
    }

    private void get(String path, Handler<RoutingContext> handler, String... query) {
        route(HttpMethod.GET, path, query).method(HttpMethod.HEAD).handler(handler);
    }

    private void post(String path, String mediaType, int limit, Handler<RoutingContext> handler, String... query) {
        Route route = route(HttpMethod.POST, path, query);
        bodies.addTo(route, mediaType, limit);
        route.handler(handler);
    }

    /** A call that knows the query parameters {@code query} and refuses all others. */
    private Route route(HttpMethod method, String path, String... query) {
        Set<String> names = new TreeSet<>(List.of(query));
        return known(method, path).handler(request -> Params.requireKnown(request, names));
    }

    private Route known(HttpMethod method, String path) {
        methods.computeIfAbsent(path, fresh -> new TreeSet<>()).add(method.name());
        return at(path).method(method);
    }

    /** The router's form of a path: its parameters start with a colon, so a path with one is given as a pattern. */
    private Route at(String path) {
        return path.contains(":")
                ? router.routeWithRegex(Pattern.quote(path))
                : router.route(path.replaceAll("\\{(\\w+)}", ":$1"));
    }
}
