package dev.tributary.web;

import dev.tributary.api.plugin.PublishException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a request into an answer that says why, and logs what was our own fault. */
final class Failures implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final WebLimits limits;

    Failures(WebLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handle(RoutingContext request) {
        if (request.response().closed()) {
            return;
        }
        Problem problem = problem(request.failure(), request.statusCode());
        if (problem.status() == 500) {
            LOG.error("{} {} failed", request.request().method(), request.normalizedPath(), request.failure());
        }
        Reply.problem(request, problem);
    }

    private Problem problem(@Nullable Throwable failure, int status) {
        @Nullable Throwable cause = failure == null ? null : unwrapped(failure);
        if (cause instanceof Refused refused) {
            return refused.problem();
        }
        if (cause instanceof PublishException refusal) {
            return ofPublisher(refusal);
        }
        return switch (status) {
            case 400 -> Problem.of(400, "The request could not be decoded: check its path, query and headers.");
            case 413 ->
                Problem.of(
                                413,
                                "The body is larger than this call takes: " + limits.eventBody()
                                        + " bytes for one event, " + limits.batchBody() + " for a batch or for heads.")
                        .with("Connection", "close");
            default ->
                Problem.of(500, "The agent failed to answer; its log says why. Nothing more can be said from here.");
        };
    }

    /** What a future of another kind has wrapped. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static Problem ofPublisher(PublishException refusal) {
        String sentence = String.valueOf(refusal.getMessage());
        return switch (refusal.reason()) {
            case TOO_LARGE -> Problem.of(413, sentence);
            case INVALID -> Problem.of(400, sentence);
            case BUSY -> Problem.of(429, sentence).retryAfter(1);
            case RECOVERING -> Problem.of(503, sentence).retryAfter(5);
            case READ_ONLY -> Problem.of(503, sentence).retryAfter(60);
            case FULL -> Problem.of(507, sentence).retryAfter(60);
            case FROZEN -> Problem.of(409, sentence);
            case CLOSED -> Problem.of(503, sentence).retryAfter(5);
        };
    }
}
