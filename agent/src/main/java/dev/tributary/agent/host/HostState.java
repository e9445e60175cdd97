package dev.tributary.agent.host;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.State;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A plugin's values in the agent's store, within the limits that {@link State} names. */
final class HostState implements State {
    static final int MAX_KEYS = 1_000;
    static final int MAX_KEY_BYTES = 128;
    static final int MAX_VALUE_BYTES = 4_096;

    private final String id;
    private final StateStore store;
    private final PluginGate gate;

    /** Keys being written that may not be in the store yet, so that a burst of writes cannot pass the limit. */
    private final Set<String> underWay = new HashSet<>();

    HostState(String id, StateStore store, PluginGate gate) {
        this.id = id;
        this.store = store;
        this.gate = gate;
    }

    @Override
    public Optional<Bytes> get(String key) {
        gate.requireOpen();
        return Optional.ofNullable(store.state(id).get(key));
    }

    @Override
    public CompletionStage<Void> put(String key, Bytes value) {
        gate.requireOpen();
        Optional<String> problem = problem(key, value).or(() -> reserve(Set.of(key)));
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        return gate.call(() -> store.put(id, key, Optional.of(value.compact())))
                .whenComplete((done, failure) -> release(Set.of(key)));
    }

    @Override
    public CompletionStage<List<EventRef>> publishWith(List<EventDraft> drafts, Map<String, Bytes> values) {
        gate.requireOpen();
        List<EventDraft> events = List.copyOf(drafts);
        Map<String, Bytes> kept = new TreeMap<>();
        values.forEach((key, value) -> kept.put(key, value.compact()));
        if (kept.isEmpty() || kept.size() > MAX_VALUES) {
            return refused("events are published with 1 to " + MAX_VALUES + " values, these are " + kept.size());
        }
        Optional<String> problem = kept.entrySet().stream()
                .flatMap(value -> problem(value.getKey(), value.getValue()).stream())
                .findFirst()
                .or(() -> reserve(kept.keySet()));
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        int count = Math.max(1, Math.min(events.size(), EventPublisher.MAX_BATCH));
        return gate.publish(count, () -> store.publish(id, events, kept))
                .whenComplete((done, failure) -> release(kept.keySet()));
    }

    private static Optional<String> problem(String key, Bytes value) {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes < 1 || keyBytes > MAX_KEY_BYTES) {
            return Optional.of("a state key has 1 to " + MAX_KEY_BYTES + " bytes of UTF-8, this has " + keyBytes);
        }
        return value.size() <= MAX_VALUE_BYTES
                ? Optional.empty()
                : Optional.of("the value of state key " + key + " has " + value.size() + " bytes, at most "
                        + MAX_VALUE_BYTES + " are kept");
    }

    @Override
    public CompletionStage<Void> remove(String key) {
        return gate.call(() -> store.put(id, key, Optional.empty()));
    }

    /** Notes that these keys are being written; says so when they would be too many. */
    private synchronized Optional<String> reserve(Set<String> keys) {
        Set<String> all = new HashSet<>(store.state(id).keySet());
        all.addAll(underWay);
        boolean known = all.containsAll(keys);
        all.addAll(keys);
        if (!known && all.size() > MAX_KEYS) {
            return Optional.of("the plugin " + id + " keeps " + MAX_KEYS + " values already: remove some first");
        }
        underWay.addAll(keys);
        return Optional.empty();
    }

    private synchronized void release(Set<String> keys) {
        underWay.removeAll(keys);
    }

    private static <T> CompletionStage<T> refused(String sentence) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(sentence));
    }
}
