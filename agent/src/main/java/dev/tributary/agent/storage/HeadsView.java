package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import java.util.Map;
import java.util.Objects;

/**
 * All heads at one moment.
 *
 * @param storeId 16 bytes that name the store; change counters belong to it
 * @param counter the position of the newest event: the largest change counter
 * @param heads author to head and change counter; unmodifiable
 */
public record HeadsView(Bytes storeId, long counter, Map<dev.tributary.api.model.AuthorId, CountedHead> heads) {
    public HeadsView {
        Objects.requireNonNull(storeId, "storeId");
        heads = Map.copyOf(heads);
    }

    /**
     * A head and when it changed.
     *
     * @param head the newest event of a log
     * @param counter the position of that event in the store's own order
     */
    public record CountedHead(AuthorHead head, long counter) {
        public CountedHead {
            Objects.requireNonNull(head, "head");
        }
    }
}
