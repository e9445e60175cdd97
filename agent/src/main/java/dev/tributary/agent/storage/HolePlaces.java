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

    /** The segments that held events of a hole, and, where that is not clear of all, those that may have. */
    Set<Numbers> of(Hole hole) {
        Set<Numbers> places = new LinkedHashSet<>();
        boolean unclear = false;
        long next = hole.firstSeq();
        List<RunIndex.Entry> entries;
        do {
            entries = index.entries(hole.author(), next, AT_ONCE);
            for (RunIndex.Entry entry : entries) {
                if (entry.firstSeq() <= hole.lastSeq()) {
                    Numbers numbers = numbers(Place.segment(entry.place()));
                    unclear |= entry.firstSeq() > next || numbers == null;
                    if (numbers != null) {
                        places.add(numbers);
                    }
                    next = entry.lastSeq() + 1;
                }
            }
        } while (entries.size() == AT_ONCE && entries.get(AT_ONCE - 1).lastSeq() < hole.lastSeq());
        if (unclear || next <= hole.lastSeq()) {
            places.add(between(hole));
        }
        return places;
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
        return entries.isEmpty() || entries.get(0).firstSeq() > seq
                ? null
                : numbers(Place.segment(entries.get(0).place()));
    }

    /** The appended segments that the segment with this id is, or was; null when nobody knows. */
    private @Nullable Numbers numbers(int id) {
        if (id < SegmentName.MERGED) {
            return new Numbers(id, id);
        }
        SegmentName name = table.name(id);
        return name == null ? null : Numbers.of(name);
    }
}
