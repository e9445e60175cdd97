package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.host.BundleException;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import dev.tributary.api.model.Bytes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /api/v1/backup}, {@code POST /api/v1/bundle:export} and {@code POST /api/v1/bundle:import}: streams of any
 * length, a piece at a time in either direction, as fast as the slower side goes.
 */
final class BundlesHandler {
    static final String STREAM = "application/octet-stream";

    private final Bundles bundles;

    BundlesHandler(Bundles bundles) {
        this.bundles = bundles;
    }

    /** Everything that the store holds. */
    void backup(RoutingContext request) {
        if (HttpMethod.HEAD.equals(request.request().method())) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, STREAM).end();
        } else {
            send(request, bundles.backup());
        }
    }

    /** What somebody with the heads in the body lacks. */
    void export(RoutingContext request) {
        ExportWanted wanted = ExportWanted.read(request);
        send(request, bundles.export(wanted.after(), wanted.authors()));
    }

    /** Takes a stream in; answers what became of it. */
    void take(RoutingContext request) {
        HttpServerRequest body = request.request();
        String type = body.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(STREAM)) {
            throw Problem.of(415, "This call takes a body of \"Content-Type: " + STREAM + "\".")
                    .with("Connection", "close")
                    .refused();
        }
        Bundles.Gap gap = gap(request);
        body.pause();
        Context context = request.vertx().getOrCreateContext();
        Future.fromCompletionStage(bundles.importing(gap), context)
                .onSuccess(sink -> {
                    request.addEndHandler(ended -> sink.close());
                    body.exceptionHandler(broken -> sink.close());
                    body.handler(piece -> take(request, sink, piece));
                    body.endHandler(ended -> Future.fromCompletionStage(sink.finish(), context)
                            .onSuccess(report -> Reply.json(request, 200, json -> write(json, report)))
                            .onFailure(failure -> fail(request, failure)));
                    body.fetch(1);
                })
                .onFailure(failure -> fail(request, failure));
    }

    private static Bundles.Gap gap(RoutingContext request) {
        List<String> wanted = request.queryParam("on-gone");
        if (!wanted.isEmpty() && !wanted.equals(List.of("start-there"))) {
            throw Problem.of(400, "The parameter on-gone can only be start-there.")
                    .with("Connection", "close")
                    .refused();
        }
        return wanted.isEmpty() ? Bundles.Gap.LEAVE_OUT : Bundles.Gap.START_THERE;
    }

    private static void take(RoutingContext request, Bundles.Sink sink, Buffer piece) {
        Future.fromCompletionStage(
                        sink.take(Bytes.wrap(piece.getBytes())), request.vertx().getOrCreateContext())
                .onSuccess(taken -> request.request().fetch(1))
                .onFailure(failure -> fail(request, failure));
    }

    private static void send(RoutingContext request, CompletionStage<Bundles.Source> opening) {
        Future.fromCompletionStage(opening, request.vertx().getOrCreateContext())
                .onSuccess(source -> {
                    request.addEndHandler(ended -> source.close());
                    request.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, STREAM);
                    if (request.response().closed()) {
                        source.close();
                    } else {
                        sendNext(request, source);
                    }
                })
                .onFailure(failure -> fail(request, failure));
    }

    private static void sendNext(RoutingContext request, Bundles.Source source) {
        Future.fromCompletionStage(source.next(), request.vertx().getOrCreateContext())
                .onSuccess(piece -> {
                    if (piece.isEmpty()) {
                        request.response().end();
                        return;
                    }
                    request.response()
                            .write(Buffer.buffer(piece.get().toArray()))
                            .onSuccess(written -> sendNext(request, source));
                })
                .onFailure(failure -> fail(request, failure));
    }

    /** What is left of a body is not waited for, so the connection ends with the answer. */
    private static void fail(RoutingContext request, Throwable failure) {
        Throwable cause = Failures.unwrapped(failure);
        request.fail(
                cause instanceof BundleException wrong
                        ? Problem.of(400, String.valueOf(wrong.getMessage()))
                                .with("Connection", "close")
                                .refused()
                        : cause);
    }

    private static void write(JsonGenerator json, ImportReport report) throws IOException {
        json.writeStartObject();
        json.writeNumberField("stored", report.stored());
        json.writeNumberField("known", report.known());
        json.writeNumberField("refused", report.refused());
        json.writeNumberField("problemCount", report.problemCount());
        json.writeArrayFieldStart("problems");
        for (ImportReport.Problem problem : report.problems()) {
            json.writeStartObject();
            json.writeStringField("author", problem.author().hex());
            json.writeStringField("reason", problem.reason().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("seq", problem.seq());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
