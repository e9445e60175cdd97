package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The positions that damaged events of a segment had: those of its range that no sound event has. An event that comes
 * back gets its own again where the file of hashes tells it, else the next that is free, in the order of its log.
 */
final class FreePositions {
    private final TreeMap<Long, Long> free = new TreeMap<>();

    /** All from {@code first} to {@code last}. */
    FreePositions(long first, long last) {
        if (first <= last) {
            free.put(first, last);
        }
    }

    /** Takes out what {@code span} has. */
    void take(Span span) {
        take(span.position(), span.position() + span.count() - 1);
    }

    private void take(long first, long last) {
        Map.Entry<Long, Long> range = free.floorEntry(last);
        while (range != null && range.getValue() >= first) {
            free.remove(range.getKey());
            if (range.getValue() > last) {
                free.put(last + 1, range.getValue());
            }
            if (range.getKey() < first) {
                free.put(range.getKey(), first - 1);
            }
            range = free.floorEntry(last);
        }
    }

    private boolean isFree(long position) {
        Map.Entry<Long, Long> range = free.floorEntry(position);
        return range != null && range.getValue() >= position;
    }

    private long nextFree(long from) {
        if (isFree(from)) {
            return from;
        }
        Long next = free.higherKey(from);
        return next == null ? Long.MAX_VALUE : next;
    }

    /** Where an event may have been. */
    interface Hints {
        /** Positions of events whose hash may begin like that of the event {@code index} of {@code run}. */
        NavigableSet<Long> of(CheckedRun run, int index);
    }

    /**
     * Gives the events of {@code run} positions between {@code after} and {@code before}, both exclusive; empty when
     * there are not enough, or too far apart for one block. Its last events may be those that have the positions
     * {@code behind} already.
     */
    Optional<StoredRun> place(CheckedRun run, long after, long before, List<Span> behind, Hints hints) {
        int count = run.count() - behind.stream().mapToInt(Span::count).sum();
        List<Span> spans = new ArrayList<>();
        long last = after;
        for (int i = 0; i < count; i++) {
            long position = Long.MAX_VALUE;
            for (long hint : hints.of(run, i).tailSet(last, false)) {
                if (position == Long.MAX_VALUE && hint < before && isFree(hint)) {
                    position = hint;
                }
            }
            position = position == Long.MAX_VALUE ? nextFree(last + 1) : position;
            if (position >= before) {
                return Optional.empty();
            }
            Span.add(spans, new Span(position, 1));
            last = position;
        }
        List<Span> own = List.copyOf(spans);
        behind.forEach(span -> Span.add(spans, span));
        Span end = spans.get(spans.size() - 1);
        if (end.position() + end.count() - spans.get(0).position() > BlockBuilder.SPREAD) {
            return Optional.empty();
        }
        own.forEach(this::take);
        return Optional.of(new StoredRun(
                run.author(),
                run.run().firstSeq(),
                run.count(),
                spans.get(0).position(),
                run.run().timestamp(run.count() - 1),
                run.head().hash(),
                run.run().carried(),
                spans.size() == 1 ? List.of() : spans));
    }

    /** Nothing is known of where events were. */
    static NavigableSet<Long> none() {
        return new TreeSet<>();
    }
}
