package dev.tributary.agent;

import dev.tributary.agent.host.StateStore;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps the plugins' small values in the store, each under its plugin's id. */
final class PluginState implements StateStore {
    private static final String PREFIX = "plugin/";

    private final Storage storage;

    PluginState(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Map<String, Bytes> state(String owner) {
        return storage.state(PREFIX + owner);
    }

    /** The prefix keeps a plugin that calls itself {@code tributary} away from the agent's own values. */
    @Override
    public CompletionStage<Void> put(String owner, String key, Optional<Bytes> value) {
        return storage.putState(PREFIX + owner, key, value).toCompletionStage();
    }
}
