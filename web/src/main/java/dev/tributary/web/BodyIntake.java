package dev.tributary.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes bodies in: of one media type, up to a size, within a time, and together never more than
 * {@link WebLimits#bodiesInFlight()}. Event loop only.
 */
final class BodyIntake {
    private final WebLimits limits;
    private long inFlight;

    BodyIntake(WebLimits limits) {
        this.limits = limits;
    }

    /** Adds to {@code route} what reads a body of {@code mediaType} with at most {@code limit} bytes. */
    void addTo(Route route, String mediaType, int limit) {
        Handler<RoutingContext> reader = BodyHandler.create(false).setBodyLimit(limit);
        route.handler(request -> admit(request, mediaType, limit))
                .handler(request -> readInTime(request, reader))
                .handler(BodyIntake::complete);
    }

    private void admit(RoutingContext request, String mediaType, int limit) {
        if (!mediaType.equals(mediaType(request.request()))) {
            throw Problem.of(415, "This call takes a body of \"Content-Type: " + mediaType + "\".")
                    .refused();
        }
        long size = Math.min(limit, declared(request.request(), limit));
        if (inFlight + size > limits.bodiesInFlight()) {
            throw Problem.of(429, "Too many bodies are under way: send this one again later.")
                    .retryAfter(1)
                    .refused();
        }
        inFlight += size;
        request.addEndHandler(ended -> inFlight -= size);
        request.next();
    }

    private void readInTime(RoutingContext request, Handler<RoutingContext> reader) {
        long timer = request.vertx()
                .setTimer(
                        limits.bodyDeadline().toMillis(),
                        expired -> request.fail(Problem.of(
                                        408,
                                        "The body did not arrive within "
                                                + limits.bodyDeadline().toSeconds() + " seconds.")
                                .with("Connection", "close")
                                .refused()));
        request.addEndHandler(ended -> request.vertx().cancelTimer(timer));
        request.put("bodyTimer", timer);
        reader.handle(request);
    }

    /** The body is there: from now on the time is ours. */
    private static void complete(RoutingContext request) {
        Long timer = request.get("bodyTimer");
        if (timer != null) {
            request.vertx().cancelTimer(timer);
        }
        request.next();
    }

    private static @Nullable String mediaType(HttpServerRequest request) {
        @Nullable String header = request.getHeader("Content-Type");
        return header == null ? null : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The size that the caller announces, or the limit when it announces none. */
    private static long declared(HttpServerRequest request, int limit) {
        @Nullable String header = request.getHeader("Content-Length");
        try {
            return header == null ? limit : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return limit;
        }
    }
}
