package dev.tributary.web;

import dev.tributary.api.model.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of the dashboard and the API's description: read once from the class path, served from memory. */
final class StaticFiles {
    private static final String[] FILES = {
        "api.js",
        "app.js",
        "charts.js",
        "events.js",
        "extras.js",
        "format.js",
        "icon.svg",
        "overview.js",
        "replication.js",
        "state.js",
        "style.css",
        "vendor/htm-preact/standalone.module.js"
    };

    /** Path to file below this package. */
    static final Map<String, String> DASHBOARD = dashboard();

    /** The description of the API. */
    static final String OPENAPI = "openapi.yaml";

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "yaml", "application/yaml");

    private final Map<String, Content> contents = new LinkedHashMap<>();

    StaticFiles() {
        DASHBOARD.values().forEach(this::load);
        load(OPENAPI);
    }

    /** A file. */
    private record Content(Buffer bytes, String mediaType, String tag) {}

    private static Map<String, String> dashboard() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("/", "dashboard/index.html");
        for (String file : FILES) {
            files.put("/" + file, "dashboard/" + file);
        }
        return files;
    }

    /** Sends {@code file}; a caller that has it already is told so. */
    void send(RoutingContext request, String file) {
        Content content = contents.get(file);
        if (content == null) {
            throw new IllegalArgumentException(file + " is not one of the static files");
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, content.tag());
        if (content.tag().equals(request.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, content.mediaType()).end(content.bytes());
        }
    }

    private void load(String file) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file + " is missing in the web module");
            }
            byte[] bytes = in.readAllBytes();
            String ending = file.substring(file.lastIndexOf('.') + 1);
            contents.put(
                    file,
                    new Content(
                            Buffer.buffer(bytes),
                            MEDIA_TYPES.getOrDefault(ending, "application/octet-stream"),
                            "\"" + digest(bytes) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .slice(0, 16)
                    .hex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
