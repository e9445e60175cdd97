package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where records become durable. One thread writes; reading is safe from any thread and sees what was committed. An
 * {@link IOException} of {@link #commit} is final: the store takes no more. Only after a {@link DiskFullException} it
 * goes on as if that commit had never been asked for.
 */
public interface LogStore extends Closeable {
    /** 16 bytes that name this store: positions and change counters belong to it. */
    Bytes storeId();

    /** Fills an empty book with all that is durable. The store keeps the book to save a summary when it closes. */
    void load(LogBook book) throws IOException;

    /** Writes records in this order, forces once, and only then shows them to readers. */
    void commit(List<StoreRecord> records) throws IOException;

    /**
     * The runs of an author that hold an event after {@code afterSeq} and begin at or before {@code untilSeq}, in seq
     * order without a gap, as many as fit {@code maxBytes} but at least one when there is one. Below the first seq that
     * is kept, those from there on: at least the first of them, whatever {@code untilSeq} says.
     */
    List<StoredRun> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) throws IOException;

    /**
     * What holds the events of all authors after {@code afterPosition}, in the order in which they were stored, as many
     * as hold {@code maxEvents} but at least one when there is one. The first may begin before.
     */
    List<Arrived> arrivals(long afterPosition, int maxEvents) throws IOException;

    /** Runs that may hold the event with this hash; the caller compares the full hash. Mostly none or one. */
    List<StoredRun> candidates(EventHash hash) throws IOException;

    /** The proof with the lowest cut against this author, as it travels. */
    Optional<Bytes> forkProof(AuthorId author) throws IOException;

    /**
     * Does a piece of what can wait, such as rewriting small runs as full ones; for one thread that nobody waits for.
     * True when there is more to do now.
     */
    default boolean tidy() throws IOException {
        return false;
    }

    /** What is needed to fill holes; empty for a store that has none. Safe from any thread. */
    default Optional<RepairShelf> repairs() {
        return Optional.empty();
    }

    /** How far the scrub is, when that is to be kept as a value now. For the thread that calls {@link #tidy}. */
    default Optional<Bytes> takeMark() {
        return Optional.empty();
    }

    /** What looking for damage has found. Safe from any thread. */
    default ScrubCounters scrubbed() {
        return ScrubCounters.NONE;
    }

    /** What became of deleted payloads. Safe from any thread. */
    default PayloadCounters payloads() {
        return PayloadCounters.NONE;
    }

    /** True when it was opened where nothing can be written: it is not to be tidied, and takes no commit. */
    default boolean isReadOnly() {
        return false;
    }

    /** What the store takes on disk, in bytes. */
    long bytes();

    /** How many more bytes the disk takes; {@link Long#MAX_VALUE} when nobody knows. */
    default long freeBytes() {
        return Long.MAX_VALUE;
    }
}
