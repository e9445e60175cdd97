package dev.tributary.api.plugin;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import java.util.List;
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

    /** Events of {@code author} with a seq above {@code after}, in seq order, at most {@code limit}. */
    CompletionStage<List<Event>> events(AuthorId author, long after, int limit);

    /** The event with this hash, empty when it is not here. */
    CompletionStage<Optional<Event>> event(EventHash hash);

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
