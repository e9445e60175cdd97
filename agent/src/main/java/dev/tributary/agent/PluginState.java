package dev.tributary.agent;

import dev.tributary.agent.host.StateStore;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    @Override
    public CompletionStage<List<EventRef>> publish(String owner, List<EventDraft> drafts, Map<String, Bytes> values) {
        Map<String, Optional<Bytes>> changes = new TreeMap<>();
        values.forEach((key, value) -> changes.put(key, Optional.of(value)));
        return storage.publish(drafts, PREFIX + owner, changes).toCompletionStage();
    }

    /** The prefix keeps a plugin that calls itself {@code tributary} away from the agent's own values. */
    @Override
    public CompletionStage<Void> put(String owner, String key, Optional<Bytes> value) {
        return storage.putState(PREFIX + owner, key, value).toCompletionStage();
    }
}
