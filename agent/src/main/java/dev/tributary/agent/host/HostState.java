package dev.tributary.agent.host;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.plugin.State;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
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
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes < 1 || keyBytes > MAX_KEY_BYTES) {
            return refused("a state key has 1 to " + MAX_KEY_BYTES + " bytes of UTF-8, this has " + keyBytes);
        }
        if (value.size() > MAX_VALUE_BYTES) {
            return refused("the value of state key " + key + " has " + value.size() + " bytes, at most "
                    + MAX_VALUE_BYTES + " are kept");
        }
        if (!reserve(key)) {
            return refused("the plugin " + id + " keeps " + MAX_KEYS + " values already: remove some first");
        }
        return gate.call(() -> store.put(id, key, Optional.of(value.compact())))
                .whenComplete((done, failure) -> release(key));
    }

    @Override
    public CompletionStage<Void> remove(String key) {
        return gate.call(() -> store.put(id, key, Optional.empty()));
    }

    private synchronized boolean reserve(String key) {
        Set<String> stored = store.state(id).keySet();
        boolean known = stored.contains(key) || underWay.contains(key);
        long count = stored.size()
                + underWay.stream().filter(name -> !stored.contains(name)).count();
        if (!known && count >= MAX_KEYS) {
            return false;
        }
        underWay.add(key);
        return true;
    }

    private synchronized void release(String key) {
        underWay.remove(key);
    }

    private static CompletionStage<Void> refused(String sentence) {
        return CompletableFuture.failedFuture(new IllegalArgumentException(sentence));
    }
}
