package dev.tributary.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.model.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdempotencyCacheTest {
    private static final Bytes BODY = Bytes.utf8("body");
    private static final WebLimits LIMITS = WebLimits.DEFAULT;

    private final AtomicLong nanos = new AtomicLong();
    private final IdempotencyCache cache = new IdempotencyCache(LIMITS, nanos::get);

    /** An answer of this size. */
    private record Heavy(int weight) implements Published {
        @Override
        public void write(JsonGenerator json) {}
    }

    @Test
    void sameKeyAndBodyGetTheFirstAnswer() {
        Published first = new Heavy(1);

        assertThat(ask("k", first)).isSameAs(first);
        assertThat(ask("k", new Heavy(2))).isSameAs(first);
        assertThat(cache.answer("k", Bytes.utf8("other"), () -> Future.succeededFuture(first)))
                .isEmpty();
    }

    @Test
    void failureIsForgotten() {
        cache.answer("k", BODY, () -> Future.failedFuture("no"));

        Published second = new Heavy(1);
        assertThat(ask("k", second)).isSameAs(second);
    }

    @Test
    void oldestGoesBeyondTheBytes() {
        int half = LIMITS.idempotencyBytes() / 2;
        ask("a", new Heavy(half));
        ask("b", new Heavy(LIMITS.idempotencyBytes() - half));
        assertThat(cache.size()).isEqualTo(2);

        ask("c", new Heavy(1));
        assertThat(cache.size()).isEqualTo(2);
        Published again = new Heavy(1);
        assertThat(ask("a", again)).isSameAs(again);
    }

    @Test
    void oldestGoesBeyondTheCount() {
        for (int i = 0; i <= LIMITS.idempotencyKeys(); i++) {
            ask("k" + i, new Heavy(1));
        }

        assertThat(cache.size()).isEqualTo(LIMITS.idempotencyKeys());
    }

    @Test
    void requestsUnderWayAreNeverForgotten() {
        Promise<Published> pending = Promise.promise();
        for (int i = 0; i < LIMITS.idempotencyKeys(); i++) {
            cache.answer("k" + i, BODY, pending::future);
        }

        assertThatThrownBy(() -> ask("one more", new Heavy(1))).isInstanceOf(Refused.class);
        pending.complete(new Heavy(LIMITS.idempotencyBytes()));
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void oldAnswersGoWithTime() {
        ask("a", new Heavy(LIMITS.idempotencyBytes()));
        nanos.set(LIMITS.idempotencyAge().toNanos());
        ask("b", new Heavy(LIMITS.idempotencyBytes()));

        assertThat(cache.size()).isEqualTo(1);
    }

    private Published ask(String key, Published answer) {
        return cache.answer(key, BODY, () -> Future.succeededFuture(answer))
                .orElseThrow()
                .result();
    }
}
