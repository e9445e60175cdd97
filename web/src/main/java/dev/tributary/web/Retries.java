package dev.tributary.web;

import dev.tributary.api.model.Bytes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Publishes a request's body once, however often it is sent with the same {@code Idempotency-Key}. */
final class Retries {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final IdempotencyCache cache;

    Retries(IdempotencyCache cache) {
        this.cache = cache;
    }

    /** Answers with what {@code publish} or an earlier request with the same key brought. */
    void answer(RoutingContext request, Function<Buffer, Future<Published>> publish) {
        Buffer read = request.body().buffer();
        Buffer body = read == null ? Buffer.buffer() : read;
        outcome(request, body, () -> publish.apply(body))
                .onSuccess(answer -> Reply.json(request, answer.status(), answer))
                .onFailure(request::fail);
    }

    private Future<Published> outcome(RoutingContext request, Buffer body, Supplier<Future<Published>> publish) {
        @Nullable String key = request.request().getHeader("Idempotency-Key");
        if (key == null) {
            return publish.get();
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.of(400, "The Idempotency-Key must have 1 to 255 visible ASCII characters.")
                    .refused();
        }
        return cache.answer(key, fingerprint(request.request().uri(), body), publish)
                .orElseThrow(() -> Problem.of(
                                422,
                                "This Idempotency-Key was used for another body: choose a new key for every event.")
                        .refused());
    }

    private static Bytes fingerprint(String call, Buffer body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(call.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return Bytes.wrap(sha256.digest(body.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
