package dev.tributary.agent.replication;

import dev.tributary.agent.events.PeerCopies;
import dev.tributary.agent.sync.Differences;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventRef;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The typed face of the sync verticle. Callable from any thread; nothing here blocks. */
public interface Replication extends PeerCopies {
    /** The peers with a link, sorted by key, as of a moment ago. */
    List<PeerSync> peers();

    /**
     * Where {@code peer} is known to hold more or less than this agent: at most {@code limit} authors behind
     * {@code after}, sorted. Empty without a link.
     */
    Future<Optional<Differences>> differences(AuthorId peer, Optional<AuthorId> after, int limit);

    /** What is wanted from {@code peer}, from its next link on. */
    Future<Void> wants(AuthorId peer, Wanted wanted);

    /** Says that stored runs may lack payloads from now on; completes once that counts. */
    Future<Void> lacksSome();

    /**
     * The payload of an event whose header is here, from a linked peer; nothing of it is stored. Empty when no linked
     * peer has it. Fails with a {@link dev.tributary.api.plugin.PublishException} whose reason is {@code BUSY} when too
     * many are fetched at a time.
     */
    Future<Optional<Bytes>> payload(EventRef event);

    /** The peer is none any more: what it holds does not count. */
    Future<Void> forget(AuthorId peer);

    /** The seq up to which at least {@code peers} peers are known to hold the own log; 0 when they are not. */
    long heldBy(int peers);

    /** Counters since start. */
    SyncCounters counters();
}
