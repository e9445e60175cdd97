package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;

/** What takes runs to find them again: an index, and one that is being made. */
interface IndexedRuns {
    /** Takes a run; an author's runs come in seq order. {@code place} carries the number of its events. */
    void put(AuthorId author, long lastSeq, long place);

    /** Takes the place of the record that holds the event {@code position}; not every run needs one. */
    void putPosition(long position, long place);
}
