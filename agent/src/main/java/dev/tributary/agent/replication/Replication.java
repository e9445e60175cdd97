package dev.tributary.agent.replication;

import dev.tributary.agent.sync.Differences;
import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The typed face of the sync verticle. Callable from any thread; nothing here blocks. */
public interface Replication {
    /** The peers with a link, sorted by key, as of a moment ago. */
    List<PeerSync> peers();

    /**
     * Where {@code peer} is known to hold more or less than this agent: at most {@code limit} authors behind
     * {@code after}, sorted. Empty without a link.
     */
    Future<Optional<Differences>> differences(AuthorId peer, Optional<AuthorId> after, int limit);

    /** Counters since start. */
    SyncCounters counters();
}
