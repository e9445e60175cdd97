package dev.tributary.web;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/** What callers hear while the agent starts: that its process lives, and for all else how far the start is. */
final class StartingRoutes {
    private StartingRoutes() {}

    static Router of(Vertx vertx, WebOptions options, WebLimits limits, Supplier<String> progress) {
        Router router = Router.router(vertx);
        router.route().handler(new SecurityHeaders()).failureHandler(new Failures(limits));
        router.route().handler(new HostGuard(options));
        router.get("/health/live").handler(StatusHandler::live);
        router.route().handler(request -> {
            throw Problem.of(503, "The agent is starting: " + progress.get())
                    .retryAfter(1)
                    .refused();
        });
        return router;
    }
}
