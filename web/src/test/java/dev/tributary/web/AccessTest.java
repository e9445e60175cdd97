package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
    private static final String EVENT = "{\"type\":\"a\",\"payload\":1}";
    private static WebServer web;

    @BeforeAll
    static void start() {
        web = new WebServer(WebServer.options("127.0.0.1", "agent.example", "Other.example:8443"), WebLimits.DEFAULT);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/heads",
                "/api/v1/status",
                "/api/v1/events/stream",
                "/api/v1/nothing",
                "/api",
                "/api/",
                "//api/v1/status",
                "/./api/v1/status",
                "/x/../api/v1/status",
                "/%61pi/v1/status",
                "/api/v1/status/",
                "/openapi.yaml"
            })
    void nothingOfTheApiIsAnsweredWithoutTheToken(String path) {
        HttpResponse<String> answer = web.send(HttpRequest.newBuilder(web.uri(path)));

        assertThat(answer.statusCode()).isIn(401, 404);
        assertThat(answer.body()).doesNotContain("storeId").doesNotContain("openapi:");
        if (path.startsWith("/api/v1/") || path.equals("/openapi.yaml")) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"tributary\"");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer 01234567", "Basic abc", "bearer x", "Token"})
    void aWrongTokenIsRefused(String header) {
        HttpResponse<String> answer =
                web.send(HttpRequest.newBuilder(web.uri("/api/v1/status")).header("Authorization", header));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void theTokenInTheAddressCountsForNothing() {
        assertThat(web.send(HttpRequest.newBuilder(web.uri("/api/v1/status?token=" + WebServer.TOKEN)))
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/metrics", "/"})
    void healthMetricsOnLoopbackAndThePageNeedNoToken(String path) {
        assertThat(web.send(HttpRequest.newBuilder(web.uri(path))).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,           200",
        "127.0.0.1:7421,      200",
        "localhost:9,         200",
        "LOCALHOST,           200",
        "[::1]:7421,          200",
        "agent.example,       200",
        "agent.example:12,    200",
        "other.example:8443,  200",
        "other.example:8444,  421",
        "other.example,       421",
        "evil.example,        421",
        "127.0.0.1.evil.example, 421",
        "localhost.,          421",
        "10.0.0.1:7421,       421"
    })
    void onlyOurOwnNamesAreAnswered(String host, int status) {
        try (RawClient caller = new RawClient(web.verticle.port())) {
            caller.request("GET /health/live HTTP/1.1", "Host: " + host);
            assertThat(caller.status()).isEqualTo(status);
            assertThat(caller.after("Content-Security-Policy: ")).isNotEmpty();
        }
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        try (RawClient caller = new RawClient(web.verticle.port())) {
            caller.request("GET /health/live HTTP/1.1", "Accept: */*");
            assertThat(caller.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "https://localhost", "not an origin"})
    void aForeignPageMayNotChangeAnything(String origin) {
        long before = web.agent.log().position();

        HttpResponse<String> answer = web.send(
                web.posting("/api/v1/events", "application/json", EVENT).header("Origin", origin));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(web.agent.log().position()).isEqualTo(before);
    }

    @Test
    void aCrossSiteRequestMayNotChangeAnything() {
        assertThat(web.send(web.posting("/api/v1/events", "application/json", EVENT)
                                .header("Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void ourOwnPageMayPublish() {
        String origin = "http://127.0.0.1:" + web.verticle.port();
        assertThat(web.send(web.posting("/api/v1/events", "application/json", EVENT)
                                .header("Origin", origin)
                                .header("Sec-Fetch-Site", "same-origin"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void noOtherOriginIsLetIn() {
        HttpResponse<String> answer = web.send(web.request("/api/v1/status").header("Origin", "http://evil.example"));
        HttpResponse<String> preflight = web.send(web.request("/api/v1/events")
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(preflight.statusCode()).isEqualTo(405);
        for (HttpResponse<String> each : List.of(answer, preflight)) {
            assertThat(each.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/status", "/api/v1/nothing", "/health/live", "/metrics"})
    void everyAnswerCarriesTheSecurityHeaders(String path) {
        HttpResponse<String> answer = web.get(path);

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).startsWith("no-");
    }

    @Test
    void aPageThatTheBrowserHasIsNotSentAgain() {
        String tag = web.get("/").headers().firstValue("ETag").orElseThrow();

        assertThat(web.send(web.request("/").header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
    }
}
