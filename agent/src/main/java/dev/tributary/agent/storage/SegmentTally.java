package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Map;

/**
 * What a segment's runs come to: tells whether it is worth to rewrite it.
 *
 * @param runs how many
 * @param events how many events they hold
 * @param gone how many of these were given up when their log was begun further on
 */
record SegmentTally(long runs, long events, long gone) {
    static final SegmentTally NONE = new SegmentTally(0, 0, 0);

    private static final int ENTRIES_AT_ONCE = 64;

    /** One run. */
    static SegmentTally of(StoredRun run) {
        return new SegmentTally(1, run.count(), 0);
    }

    /** Both together. */
    SegmentTally and(SegmentTally other) {
        return new SegmentTally(runs + other.runs, events + other.events, gone + other.gone);
    }

    /** True when enough was given up that the segment is rewritten for it. */
    boolean isWorthLess() {
        return gone > 0 && gone * Retention.SHARE >= events;
    }

    /** Has an author's runs that end up to {@code untilSeq} forgotten, and counts them where they lie. */
    static void giveUp(Map<Integer, SegmentTally> tallies, RunIndex index, AuthorId author, long untilSeq) {
        List<RunIndex.Entry> entries = index.entries(author, 1, ENTRIES_AT_ONCE);
        while (!entries.isEmpty()) {
            for (RunIndex.Entry entry : entries) {
                if (entry.lastSeq() <= untilSeq) {
                    SegmentTally gone = new SegmentTally(0, 0, Place.count(entry.place()));
                    tallies.merge(Place.segment(entry.place()), gone, SegmentTally::and);
                }
            }
            long last = entries.get(entries.size() - 1).lastSeq();
            entries = last < untilSeq ? index.entries(author, last + 1, ENTRIES_AT_ONCE) : List.of();
        }
        index.removeRuns(author, untilSeq);
    }
}
