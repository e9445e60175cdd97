package dev.tributary.agent.storage;

import dev.tributary.agent.storage.RepairGroups.Numbers;
import dev.tributary.api.model.AuthorId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In which segments the events of a hole were: the index tells it, unless it was made anew without them; then they were
 * somewhere between the event before and the one behind. One thread uses it.
 */
final class HolePlaces {
    private static final int AT_ONCE = 1_024;

    private final RunIndex index;
    private final SegmentTable table;

    HolePlaces(RunIndex index, SegmentTable table) {
        this.index = index;
        this.table = table;
    }

    /**
     * Where the events of a hole were.
     *
     * @param known segments that held some of them
     * @param unclear segments that may have held some; none where {@code known} are all
     */
    record Places(Set<Numbers> known, List<Numbers> unclear) {
        static final Places NONE = new Places(Set.of(), List.of());

        boolean meet(Numbers numbers) {
            return known.stream().anyMatch(numbers::meets) || unclear.stream().anyMatch(numbers::meets);
        }
    }

    Places of(Hole hole) {
        Set<Numbers> known = new LinkedHashSet<>();
        boolean unclear = false;
        long next = hole.firstSeq();
        List<RunIndex.Entry> entries;
        do {
            entries = index.entries(hole.author(), next, AT_ONCE);
            for (RunIndex.Entry entry : entries) {
                long first = entry.lastSeq() - Place.count(entry.place()) + 1;
                if (first <= hole.lastSeq()) {
                    Numbers numbers = numbers(Place.segment(entry.place()));
                    unclear |= first > next || numbers == null;
                    if (numbers != null) {
                        known.add(numbers);
                    }
                    next = entry.lastSeq() + 1;
                }
            }
        } while (entries.size() == AT_ONCE && entries.get(AT_ONCE - 1).lastSeq() < hole.lastSeq());
        boolean all = !unclear && next > hole.lastSeq();
        return new Places(known, all ? List.of() : List.of(between(hole)));
    }

    private Numbers between(Hole hole) {
        Numbers before = of(hole.author(), hole.firstSeq() - 1);
        Numbers behind = of(hole.author(), hole.lastSeq() + 1);
        int from = before == null ? 1 : before.from();
        return new Numbers(from, behind == null ? SegmentName.MERGED : Math.max(from, behind.to()));
    }

    /** The segment that holds an event; null when none does. */
    @Nullable
    Numbers of(AuthorId author, long seq) {
        List<RunIndex.Entry> entries = seq < 1 ? List.of() : index.entries(author, seq, 1);
        if (entries.isEmpty()
                || entries.get(0).lastSeq() - Place.count(entries.get(0).place()) >= seq) {
            return null;
        }
        return numbers(Place.segment(entries.get(0).place()));
    }

    /** The appended segments that the segment with this id is, or was; null when nobody knows. */
    private @Nullable Numbers numbers(int id) {
        if (id < SegmentName.MERGED) {
            return new Numbers(id, id);
        }
        for (SegmentTable.Segment segment : table.all()) {
            if (segment.name().id() == id) {
                return Numbers.of(segment.name());
            }
        }
        return null;
    }
}
