package dev.tributary.agent.host;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the small values of plugins are kept. Safe from any thread; never blocks. */
public interface StateStore {
    /** All values of {@code owner}, as of now. */
    Map<String, Bytes> state(String owner);

    /** Publishes drafts and sets values of {@code owner} in one commit. */
    CompletionStage<List<EventRef>> publish(String owner, List<EventDraft> drafts, Map<String, Bytes> values);

    /** Sets or removes (empty value) one value; completes once that is forced to disk. */
    CompletionStage<Void> put(String owner, String key, Optional<Bytes> value);
}
