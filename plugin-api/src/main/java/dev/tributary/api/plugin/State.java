package dev.tributary.api.plugin;

import dev.tributary.api.model.Bytes;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A few small values of one plugin that survive a restart: positions, counters, marks. At most 1,000 keys of 128 bytes
 * of UTF-8 each, values of at most 4,096 bytes.
 *
 * @since 0.1
 */
public interface State {
    /** The value of {@code key}, empty when there is none. */
    Optional<Bytes> get(String key);

    /**
     * Sets {@code key}; completes once it is forced to disk; fails with {@link IllegalArgumentException} beyond the
     * limits.
     */
    CompletionStage<Void> put(String key, Bytes value);

    /** Removes {@code key}; completes once that is forced to disk. */
    CompletionStage<Void> remove(String key);
}
