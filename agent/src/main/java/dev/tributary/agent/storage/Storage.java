package dev.tributary.agent.storage;

import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.StorageStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The typed face of the storage verticle. Callable from any thread; every future completes on the caller's context
 * where it has one. Every future that reports a write completes after the force.
 */
public interface Storage {
    /**
     * The value of owner {@code tributary} that is set with the first run that lacks a payload: from then on runs have
     * to be looked at before they are sent.
     */
    String LACKS_PAYLOADS = "headers";

    /**
     * Numbers, links, signs and stores 1 to 256 drafts next to each other, all or none. Fails with a
     * {@link dev.tributary.api.plugin.PublishException}.
     */
    Future<List<EventRef>> publish(List<EventDraft> drafts);

    /**
     * As {@link #publish(List)} with 1 to 256 drafts that fit one run; sets or removes (empty value) values of
     * {@code owner} in the same moment: after any crash both are there, or neither.
     */
    Future<List<EventRef>> publish(List<EventDraft> drafts, String owner, Map<String, Optional<Bytes>> values);

    /**
     * Offers encoded runs, plain or packed, that {@code peer} sent, in this order. The verdicts come in the same order,
     * after the force. A run that waits for its predecessor gets {@link Verdict.Gap} and is appended by itself when
     * that arrives. Fails only when the store is read-only or the queue is full.
     */
    default Future<List<Verdict>> append(AuthorId peer, List<Bytes> runs) {
        return append(peer, runs, Terms.ANY);
    }

    /** As {@link #append(AuthorId, List)}, on {@code terms}. */
    Future<List<Verdict>> append(AuthorId peer, List<Bytes> runs, Terms terms);

    /**
     * Encoded runs of {@code author} after {@code afterSeq} up to {@code untilSeq} at least (an answer ends at a
     * signature, so it may go a little further), in seq order, as many as fit {@code maxBytes} but at least one when
     * there is one. The first is the rest of a stored run when the request starts in its middle. Never beyond a fork's
     * cut.
     */
    Future<List<Bytes>> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes);

    /**
     * As {@link #runs}, each in the form in which it lies on disk, packed or plain; {@code maxBytes} counts them as
     * plain ones. The rest of a run is always plain.
     */
    Future<List<Bytes>> carriedRuns(AuthorId author, long afterSeq, long untilSeq, int maxBytes);

    /** The hash of the author's event {@code seq}, empty when it is not here. */
    Future<Optional<EventHash>> hashAt(AuthorId author, long seq);

    /** As {@link dev.tributary.api.plugin.EventReader#events}. */
    Future<List<Event>> events(AuthorId author, long afterSeq, int limit);

    /** As {@link dev.tributary.api.plugin.EventReader#event}. */
    Future<Optional<Event>> event(EventHash hash);

    /** As {@link dev.tributary.api.plugin.EventReader#causal}. */
    Future<List<Event>> causal(Map<AuthorId, Long> after, int limit);

    /** As {@link dev.tributary.api.plugin.EventReader#arrivals}. */
    Future<List<Arrival>> arrivals(long afterPosition, int limit);

    /**
     * Verifies and stores a proof, freezes its author at the lowest cut known and completes with true when the proof
     * was new or lowered the cut; false when it told nothing new or is not valid.
     */
    Future<Boolean> addFork(ForkProof proof);

    /**
     * The proof that is stored against an author, that for the lowest cut; empty without one, or when it is damaged.
     */
    Future<Optional<ForkProof>> forkProof(AuthorId author);

    /** Sets or removes (empty value) one value of a plugin, or of the agent itself under owner {@code tributary}. */
    Future<Void> putState(String owner, String key, Optional<Bytes> value);

    /**
     * Deletes the payload of the event with this hash for good, on this box only: readers and peers see none from the
     * commit on, and it leaves the disk soon after; header, hash, links and signature stay. Completes with false when
     * the event is not here. Fails with an {@link IllegalArgumentException} for events of the agent's own types, and
     * when no more deletions can be remembered. Peers that want payloads must have been taken care of before.
     */
    Future<Boolean> deletePayload(EventHash hash);

    /** True when the payload of an event was deleted here: it is not to be shown, wherever it comes from. */
    boolean payloadDeleted(Event event);

    /** As {@link dev.tributary.api.plugin.EventReader#deletions}. */
    long deletions();

    /** All values of an owner, as of now. Never blocks: small and kept in memory. */
    Map<String, Bytes> state(String owner);

    /** Logs and values as they are together between two commits. */
    Future<StoreSnapshot> snapshot();

    /** All heads with their change counters, as of the newest commit. Never blocks. */
    HeadsView heads();

    /** One out of {@link #heads()}, without a view of all; empty when nothing of the author is here. Never blocks. */
    default Optional<AuthorHead> head(AuthorId author) {
        return Optional.ofNullable(heads().heads().get(author)).map(HeadsView.CountedHead::head);
    }

    /** All logs, sorted by author. Never blocks on disk. */
    List<LogStatus> logs();

    /** One out of {@link #logs()}, without looking at all; empty when nothing of the author is here. Never blocks. */
    default Optional<LogStatus> log(AuthorId author) {
        return logs().stream().filter(log -> log.head().author().equals(author)).findFirst();
    }

    /** How many of them no longer begin with their first event. Never blocks on disk. */
    default int shortened() {
        return (int) logs().stream().filter(log -> log.firstSeq() > 1).count();
    }

    /** The proven forks, newest first. Never blocks. */
    List<ForkStatus> forks();

    /** Whether own events are signed, and why not. Never blocks. */
    default FencedLog.Now ownLog() {
        return FencedLog.Now.NORMAL;
    }

    /**
     * Events that belong to a log here and cannot be read, as far as they are known, sorted by author and seq. A run
     * that a peer sent for one is given to {@link #append}. Never blocks.
     */
    default List<Hole> holes() {
        return List.of();
    }

    /** The store as a whole. Never blocks. */
    StorageStatus status();

    /** One sentence about why runs of peers are not taken now; empty while they are. Never blocks. */
    default Optional<String> appendProblem() {
        StorageStatus status = status();
        return status.writable() ? Optional.empty() : Optional.of(status.problem());
    }

    /**
     * Authors whose logs take no new events now, since they have reached the limit of a rule that refuses more; this
     * agent's own may be among them. Never blocks.
     */
    default Set<AuthorId> fullLogs() {
        return Set.of();
    }

    /** What was counted since the store was opened. Never blocks. */
    StorageCounters counters();
}
