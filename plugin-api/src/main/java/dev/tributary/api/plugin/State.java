package dev.tributary.api.plugin;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A few small values of one plugin that survive a restart: positions, counters, marks. At most 1,000 keys of 128 bytes
 * of UTF-8 each, values of at most 4,096 bytes.
 *
 * @since 0.1
 */
public interface State {
    /** The most values of one {@link #publishWith}. */
    int MAX_VALUES = 64;

    /** The value of {@code key}, empty when there is none. */
    Optional<Bytes> get(String key);

    /**
     * Sets {@code key}; completes once it is forced to disk; fails with {@link IllegalArgumentException} beyond the
     * limits.
     */
    CompletionStage<Void> put(String key, Bytes value);

    /**
     * Publishes 1 to {@link EventPublisher#MAX_BATCH} events and sets 1 to {@link #MAX_VALUES} values in the same
     * moment: after any crash both are there, or neither. So a plugin that turns events into others and keeps its place
     * here publishes each of them once. Fails as {@link EventPublisher#publishAll} and {@link #put} do; the events must
     * fit one run of 256 KiB.
     */
    CompletionStage<List<EventRef>> publishWith(List<EventDraft> drafts, Map<String, Bytes> values);

    /** Removes {@code key}; completes once that is forced to disk. */
    CompletionStage<Void> remove(String key);
}
