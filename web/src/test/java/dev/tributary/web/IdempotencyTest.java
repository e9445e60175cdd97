package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.plugin.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private static final String EVENT = "{\"type\":\"a\",\"payload\":1}";
    private static final Bytes BODY = Bytes.of((byte) 1);

    private long now = 1;
    private int published;
    private final TestLimits limits = new TestLimits();

    @Test
    void aRetryGetsTheFirstAnswerAndAppendsNothing() {
        try (WebServer web = new WebServer()) {
            HttpResponse<String> first = web.send(keyed(web, "k1", EVENT));
            HttpResponse<String> retry = web.send(keyed(web, "k1", EVENT));
            HttpResponse<String> other = web.send(keyed(web, "k2", EVENT));

            assertThat(retry.statusCode()).isEqualTo(201);
            assertThat(retry.body()).isEqualTo(first.body());
            assertThat(other.body()).isNotEqualTo(first.body());
            assertThat(web.agent.log().position()).isEqualTo(2);
        }
    }

    @Test
    void aRetryThatOvertakesTheFirstAttemptWaitsForItsOutcome() {
        try (WebServer web = new WebServer()) {
            CompletableFuture<Void> gate = web.agent.log().hold();
            CompletableFuture<HttpResponse<String>> first = sendAsync(web, keyed(web, "k", EVENT));
            CompletableFuture<HttpResponse<String>> second = sendAsync(web, keyed(web, "k", EVENT));
            await().until(() -> web.agent.log().publishCalls() == 1 && web.verticle.connections() == 2);
            gate.complete(null);

            assertThat(first.join().body()).isEqualTo(second.join().body());
            assertThat(web.agent.log().publishCalls()).isEqualTo(1);
        }
    }

    @Test
    void aKeyIsForOneBodyAndOneCall() {
        try (WebServer web = new WebServer()) {
            web.send(keyed(web, "k", EVENT));

            assertThat(web.send(keyed(web, "k", EVENT + " ")).statusCode()).isEqualTo(422);
            assertThat(web.send(web.posting("/api/v1/events:batch", "application/x-ndjson", EVENT)
                                    .header("Idempotency-Key", "k"))
                            .statusCode())
                    .isEqualTo(422);
            assertThat(web.agent.log().position()).isEqualTo(1);
        }
    }

    @Test
    void aFailureIsNotKept() {
        try (WebServer web = new WebServer()) {
            web.agent.log().refuse(PublishException.Reason.BUSY, "Too much.");
            assertThat(web.send(keyed(web, "k", EVENT)).statusCode()).isEqualTo(429);
            assertThat(web.send(keyed(web, "k", "{")).statusCode()).isEqualTo(400);
            web.agent.log().accept();
            assertThat(web.send(keyed(web, "k", EVENT)).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aKeyHas1To255VisibleCharacters() {
        try (WebServer web = new WebServer()) {
            assertThat(web.send(keyed(web, "k".repeat(255), EVENT)).statusCode())
                    .isEqualTo(201);
            assertThat(web.send(keyed(web, "k".repeat(256), EVENT)).statusCode())
                    .isEqualTo(400);
            assertThat(web.send(keyed(web, "two words", EVENT)).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void beyondTheLimitTheOldestFinishedAnswerGoes() {
        limits.idempotencyKeys = 10_000;
        IdempotencyCache cache = cache();
        for (int i = 1; i <= 10_000; i++) {
            publish(cache, "k" + i);
        }
        assertThat(cache.size()).isEqualTo(10_000);
        publish(cache, "k1");
        assertThat(published).isEqualTo(10_000);

        publish(cache, "k10001");
        assertThat(cache.size()).isEqualTo(10_000);
        publish(cache, "k2");
        assertThat(published).isEqualTo(10_001);
        publish(cache, "k1");
        assertThat(published).isEqualTo(10_002);
    }

    @Test
    void refusesWhenAllThatFitsIsUnderWay() {
        limits.idempotencyKeys = 2;
        IdempotencyCache cache = cache();
        Promise<Published> running = Promise.promise();
        cache.answer("k1", BODY, running::future);
        cache.answer("k2", BODY, running::future);

        assertThatThrownBy(() -> publish(cache, "k3"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(429));
        running.complete(json -> {});
        publish(cache, "k3");
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void anAnswerIsForgottenAfterADay() {
        IdempotencyCache cache = cache();
        publish(cache, "k");
        now += Duration.ofHours(24).toNanos() - 1;
        publish(cache, "k");
        assertThat(published).isEqualTo(1);
        now += 1;
        publish(cache, "k");
        assertThat(published).isEqualTo(2);
        assertThat(cache.size()).isEqualTo(1);
    }

    private IdempotencyCache cache() {
        return new IdempotencyCache(limits.build(), () -> now);
    }

    private Optional<Future<Published>> publish(IdempotencyCache cache, String key) {
        return cache.answer(key, BODY, () -> {
            published++;
            return Future.succeededFuture(json -> {});
        });
    }

    private static HttpRequest.Builder keyed(WebServer web, String key, String body) {
        return web.posting("/api/v1/events", "application/json", body).header("Idempotency-Key", key);
    }

    private static CompletableFuture<HttpResponse<String>> sendAsync(WebServer web, HttpRequest.Builder request) {
        return web.client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
