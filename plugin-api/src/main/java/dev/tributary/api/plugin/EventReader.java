package dev.tributary.api.plugin;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads what is durable on this box. Safe from any thread; never blocks.
 *
 * @since 0.1
 */
public interface EventReader {
    /** The most events that one call returns, whatever limit it names. */
    int MAX_PAGE = 1_000;

    /** The heads of all authors. */
    HeadsSummary heads();

    /** The newest event of {@code author}, empty when nothing of that author is here: one out of {@link #heads()}. */
    default Optional<AuthorHead> head(AuthorId author) {
        return heads().head(author);
    }

    /** Events of {@code author} with a seq above {@code after}, in seq order, at most {@code limit}. */
    CompletionStage<List<Event>> events(AuthorId author, long after, int limit);

    /** The event with this hash, empty when it is not here. */
    CompletionStage<Optional<Event>> event(EventHash hash);

    /**
     * Events of all authors after {@code after} (author to the last seq taken; an author that is not named begins at
     * its first event), at most {@code limit}, causes first: each event behind its predecessor and behind all that it
     * depends on, and of those that could come next always the one with the smallest hash. The next page begins at
     * {@code after} with the seqs of this page put in.
     *
     * <p>The order is that of the events between {@code after} and what is here at this moment: two agents with equal
     * heads answer the same {@code after} with the same events, whatever came to them first. An event that arrives
     * later comes on a later page, even where it is the cause of an event on an earlier one. Fails with a
     * {@link PublishException} whose reason is {@code BUSY} while too many such calls are under way.
     */
    CompletionStage<List<Event>> causal(Map<AuthorId, Long> after, int limit);

    /**
     * Events of all authors in the order in which they became durable on this box, after {@code position} (0 for the
     * beginning), at most {@code limit}. Positions belong to one store: see {@link #storeId()}.
     */
    CompletionStage<List<Arrival>> arrivals(long position, int limit);

    /** The position of the newest durable event, 0 for none. */
    long position();

    /** Names this store: positions of another store mean nothing here. It changes with every reset or restore. */
    String storeId();

    /**
     * Changes whenever payloads of stored events were deleted on this box: whoever keeps events in memory has to read
     * them again then. Begins anew with each start of the agent.
     */
    long deletions();

    /**
     * Calls {@code listener} for every event that becomes durable from now on and passes {@code filter}, in order,
     * without gap. A listener that is slower than the events lags behind: the agent then reads for it from disk, so
     * memory stays bounded and nothing is lost.
     */
    default Registration listen(EventFilter filter, EventListener listener) {
        return listen(filter, position(), listener);
    }

    /**
     * As {@link #listen(EventFilter, EventListener)}, from {@code afterPosition} on: first what is stored, then live.
     */
    Registration listen(EventFilter filter, long afterPosition, EventListener listener);
}
