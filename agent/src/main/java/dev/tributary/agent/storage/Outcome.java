package dev.tributary.agent.storage;

import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer on the bus: the bus itself carries failures only as text.
 *
 * @param value the answer; null when it failed
 * @param failure why it failed; null when it did not
 */
record Outcome<T>(@Nullable T value, @Nullable Throwable failure) {
    static <T> Outcome<T> of(T value) {
        return new Outcome<>(value, null);
    }

    static <T> Outcome<T> failed(Throwable failure) {
        return new Outcome<>(null, failure);
    }

    Future<T> future() {
        return failure == null ? Future.succeededFuture(Objects.requireNonNull(value)) : Future.failedFuture(failure);
    }
}
