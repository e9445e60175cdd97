package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks through the index, without reading a segment, for events that belong to a log and cannot be read. */
final class HoleSurvey {
    private static final int AT_ONCE = 1_024;

    private final RunIndex index;
    private final Damage damage;
    private final Set<Integer> segments;
    private final List<Hole> holes = new ArrayList<>();

    private HoleSurvey(RunIndex index, Damage damage, Set<Integer> segments) {
        this.index = index;
        this.damage = damage;
        this.segments = segments;
    }

    /** All holes, sorted by author and seq. */
    static List<Hole> of(LogBook book, RunIndex index, Damage damage, SegmentTable table) {
        Set<Integer> segments =
                table.all().stream().map(segment -> segment.name().id()).collect(Collectors.toSet());
        HoleSurvey survey = new HoleSurvey(index, damage, segments);
        book.logs().forEach(survey::look);
        survey.holes.sort(Comparator.comparing(Hole::author).thenComparingLong(Hole::firstSeq));
        return survey.holes;
    }

    private void look(AuthorLog log) {
        AuthorHead head = log.head();
        long sound = log.firstSeq() - 1;
        long next = log.firstSeq();
        while (next <= head.seq()) {
            List<RunIndex.Entry> entries = index.entries(head.author(), next, AT_ONCE);
            for (RunIndex.Entry entry : entries) {
                long first = entry.firstSeq();
                boolean readable = segments.contains(Place.segment(entry.place())) && !damage.covers(entry.place());
                if (readable) {
                    add(head, sound + 1, first - 1);
                    sound = entry.lastSeq();
                }
                next = entry.lastSeq() + 1;
            }
            if (entries.size() < AT_ONCE) {
                break;
            }
        }
        add(head, sound + 1, head.seq());
    }

    private void add(AuthorHead head, long firstSeq, long lastSeq) {
        if (firstSeq <= lastSeq) {
            holes.add(new Hole(head.author(), firstSeq, lastSeq));
        }
    }
}
