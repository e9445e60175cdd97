package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.status.LogStatus;
import java.util.List;
import java.util.Map;

/**
 * What a store held between two commits.
 *
 * @param storeId 16 bytes that name the store
 * @param logs all logs with something to show, sorted by author
 * @param values owner to key to value
 */
public record StoreSnapshot(Bytes storeId, List<LogStatus> logs, Map<String, Map<String, Bytes>> values) {
    public StoreSnapshot {
        logs = List.copyOf(logs);
        values = Map.copyOf(values);
    }
}
