package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;

/**
 * Finds runs by author and seq, and by position. It holds nothing that the segments do not tell, so it may be thrown
 * away at any time. One thread puts; reading is safe from any thread. Anything that it throws means: rebuild it.
 */
interface RunIndex extends IndexedRuns, Closeable {
    /** Puts one run in the place of those that hold the same events; may come at any time. */
    void replaceRuns(AuthorId author, long firstSeq, long lastSeq, long place);

    /** Does what {@link #put} has left for later: for a thread for which nobody waits. */
    void settle();

    /** Forgets an author's runs that end up to {@code untilSeq}. */
    void removeRuns(AuthorId author, long untilSeq);

    /** Forgets the places of positions from {@code first} to {@code last} and takes others instead. */
    void replacePositions(long first, long last, SortedMap<Long, Long> places);

    /**
     * The places of an author's runs, from the one that holds {@code seq} on, or the first after it; at most
     * {@code max}.
     */
    long[] places(AuthorId author, long seq, int max);

    /** The runs of an author in seq order, from the one that holds {@code seq} on, or the first after it. */
    List<Entry> entries(AuthorId author, long seq, int max);

    /** A run: the seq of its last event, and its place, which tells how many it holds. */
    record Entry(long lastSeq, long place) {
        /** The seq of its first event. */
        long firstSeq() {
            return lastSeq - Place.count(place) + 1;
        }
    }

    /** The place that was put for the highest position up to {@code position}; 0 when there is none. */
    long placeAtOrBefore(long position);

    /** All authors, in the order of the numbers that the index gave them. */
    List<AuthorId> authors();

    /**
     * Makes durable what it holds, and takes no more; {@code stamp} must be named to open it again. Returns a checksum
     * over all of it.
     */
    long save(String stamp);

    /** Closes; what was not saved is lost. May be called twice. */
    @Override
    void close();

    /** An index that is being made of all runs that there are, and is looked into afterwards. One thread uses it. */
    interface Filling extends IndexedRuns, Closeable {
        /** The index; nothing may be put here any more. */
        RunIndex done();

        /** Ends the work; an index that is done lives on. */
        @Override
        void close() throws IOException;
    }

    /** Where an index lives between two runs of the agent. */
    interface Home {
        /** A new, empty index in place of whatever there is. */
        Filling fresh();

        /**
         * The index that was saved with {@code stamp} and had that {@code checksum}; throws anything when it is not
         * there or not sound.
         */
        RunIndex reopen(List<AuthorId> authors, String stamp, long checksum);

        /** False where nothing that was saved is to be reopened. */
        default boolean isKept() {
            return true;
        }
    }
}
