package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.api.model.EventHash;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** The first four bytes of the hashes of events with adjacent positions: four bytes an event. Not thread-safe. */
final class RecentHashes {
    private final long firstPosition;
    private int[] prefixes = new int[1024];
    private int count;

    RecentHashes(long firstPosition) {
        this.firstPosition = firstPosition;
    }

    /** The first four bytes of a hash. */
    static int prefix(EventHash hash) {
        return hash.bytes().asBuffer().getInt(0);
    }

    long firstPosition() {
        return firstPosition;
    }

    long endPosition() {
        return firstPosition + count;
    }

    /** Takes a run whose first event has {@code position}; positions that were left out are filled with nothing. */
    void add(CheckedRun run, long position) {
        int start = (int) (position - firstPosition);
        int end = start + run.count();
        if (end > prefixes.length) {
            prefixes = Arrays.copyOf(prefixes, Math.max(end, prefixes.length * 2));
        }
        for (int i = 0; i < run.count(); i++) {
            prefixes[start + i] = run.hashPrefix(i);
        }
        count = Math.max(count, end);
    }

    /** Positions of events whose hash may begin with {@code prefix}. */
    void find(int prefix, LongConsumer found) {
        for (int i = 0; i < count; i++) {
            if (prefixes[i] == prefix) {
                found.accept(firstPosition + i);
            }
        }
    }

    /** What a {@link HashSidecar} is made of. */
    HashEntries entries() {
        HashEntries entries = new HashEntries();
        for (int i = 0; i < count; i++) {
            entries.add(prefixes[i], firstPosition + i);
        }
        return entries;
    }
}
