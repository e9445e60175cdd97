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

    /**
     * All entries, by the beginnings of their hashes as signed numbers; those that begin alike stay as they came. Sorts
     * by one byte after the other from the lowest: comparing takes five times as long.
     */
    long[] sorted() {
        long[] from = Arrays.copyOf(entries, count);
        long[] to = new long[count];
        for (int shift = 32; shift < 64; shift += 8) {
            int[] next = new int[257];
            for (long entry : from) {
                next[digit(entry, shift) + 1]++;
            }
            for (int i = 1; i < next.length; i++) {
                next[i] += next[i - 1];
            }
            for (long entry : from) {
                to[next[digit(entry, shift)]++] = entry;
            }
            long[] sorted = to;
            to = from;
            from = sorted;
        }
        return from;
    }

    /** One byte of an entry; of the highest, which has the sign, the negative ones come first. */
    private static int digit(long entry, int shift) {
        int digit = (int) (entry >>> shift) & 0xff;
        return shift == 56 ? digit ^ 0x80 : digit;
    }
}
