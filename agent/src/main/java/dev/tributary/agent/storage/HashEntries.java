package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Hashes of one segment's events on their way to a {@link HashSidecar}: the first four bytes in the upper half, the
 * position after that of the first event in the lower. Takes nothing for positions that are left out.
 */
final class HashEntries {
    private long base;
    private long[] entries = new long[256];
    private int count;

    /** Takes the events of a run. The first run that is taken has the lowest position of all. */
    void add(CheckedRun run, StoredRun stored) {
        int index = 0;
        for (Span span : stored.allSpans()) {
            for (int i = 0; i < span.count(); i++) {
                add(run.hashPrefix(index++), span.position() + i);
            }
        }
    }

    void add(int prefix, long position) {
        if (count == 0) {
            base = position;
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count++] = (long) prefix << 32 | (position - base);
    }

    /** The position of the first event; 0 when there is none. */
    long base() {
        return base;
    }

    /** Calls {@code found} with positions of events whose hash may begin with {@code prefix}. */
    void find(int prefix, LongConsumer found) {
        for (int i = 0; i < count; i++) {
            if ((int) (entries[i] >> 32) == prefix) {
                found.accept(base + (entries[i] & 0xffff_ffffL));
            }
        }
    }

    /** All entries in order. */
    long[] sorted() {
        long[] sorted = Arrays.copyOf(entries, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
