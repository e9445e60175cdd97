package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells which segments are to be written anew for what is damaged or missing, and which of them as one: a run of a peer
 * may reach from one into another. One thread uses it.
 */
final class RepairGroups {
    /** So many segments at most are written anew as one, and so many bytes. */
    private static final long TOGETHER = 4;

    private static final long LARGEST = 1 << 30;

    private final Consolidator.Parts store;
    private final Damage damage;
    private final RepairShelf shelf;
    private final SoundSpans spans;
    private final HolePlaces index;
    private final Map<Hole, Set<Numbers>> places = new HashMap<>();
    private final Map<Hole, Numbers> reached = new HashMap<>();
    private final Map<Integer, Long> free = new HashMap<>();
    private List<Hole> surveyed = List.of();

    RepairGroups(Consolidator.Parts store, Damage damage, RepairShelf shelf, SoundSpans spans) {
        this.store = store;
        this.damage = damage;
        this.shelf = shelf;
        this.spans = spans;
        this.index = new HolePlaces(store.index(), store.log().table());
    }

    /** Appended segments, from one to another, by their numbers. */
    record Numbers(int from, int to) {
        static Numbers of(SegmentName name) {
            return new Numbers(name.from(), name.to());
        }

        boolean meets(Numbers other) {
            return from <= other.to && other.from <= to;
        }

        Numbers and(Numbers other) {
            return new Numbers(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    /**
     * Segments that are written anew as one.
     *
     * @param numbers which
     * @param sources those of them that there are, oldest first
     * @param holes what they lack, or may lack
     */
    record Repairable(Numbers numbers, List<SegmentName> sources, List<Hole> holes) {
        boolean has(int segment) {
            return sources.stream().anyMatch(source -> source.id() == segment);
        }
    }

    /** What is damaged or gone; with the sound segments that may lack what came back. Oldest first. */
    List<Repairable> all(boolean sound) throws IOException {
        look();
        NavigableSet<Numbers> alone = damaged();
        if (sound) {
            alone.addAll(withRoom());
        }
        alone.addAll(behindHoles());
        List<Numbers> joined = new ArrayList<>();
        for (Numbers next : alone) {
            int last = joined.size() - 1;
            if (last >= 0 && (joined.get(last).meets(next) || share(joined.get(last), next))) {
                joined.set(last, joined.get(last).and(next));
            } else {
                joined.add(next);
            }
        }
        return joined.stream()
                .map(numbers -> new Repairable(numbers, sources(numbers), holes(numbers)))
                .toList();
    }

    private void look() {
        List<Hole> holes = damage.holes();
        if (holes != surveyed) {
            surveyed = holes;
            places.clear();
            holes.forEach(hole -> places.put(hole, index.of(hole)));
        }
    }

    private NavigableSet<Numbers> damaged() {
        SegmentTable table = store.log().table();
        NavigableSet<Numbers> damaged = new TreeSet<>(Comparator.comparingInt(Numbers::from));
        table.gaps().forEach((from, to) -> damaged.add(new Numbers(from, to)));
        table.all().stream()
                .map(SegmentTable.Segment::name)
                .filter(name -> damage.isIn(name.id()))
                .forEach(name -> damaged.add(Numbers.of(name)));
        return damaged;
    }

    /** Sound segments with free positions, of which something that came back may have had some. */
    private List<Numbers> withRoom() throws IOException {
        List<Hole> returning =
                surveyed.stream().filter(hole -> !shelf.runs(hole).isEmpty()).toList();
        List<SegmentTable.Segment> all = store.log().table().all();
        free.keySet().removeIf(id -> !store.log().table().holds(id));
        List<Numbers> found = new ArrayList<>();
        for (int i = 0; i + 1 < all.size(); i++) {
            Numbers numbers = Numbers.of(all.get(i).name());
            long end = all.get(i + 1).base();
            boolean asked = end >= 0 && returning.stream().anyMatch(hole -> wasIn(hole, numbers));
            if (asked && free(all.get(i), end - 1) > 0) {
                found.add(numbers);
            }
        }
        return found;
    }

    private long free(SegmentTable.Segment segment, long last) throws IOException {
        Long known = free.get(segment.name().id());
        if (known == null) {
            known = spans.free(segment, last);
            free.put(segment.name().id(), known);
        }
        return known;
    }

    /** A run that ends behind its hole takes the place of what lies there. */
    private List<Numbers> behindHoles() {
        reached.clear();
        List<Numbers> found = new ArrayList<>();
        for (Hole hole : surveyed) {
            List<CheckedRun> runs = shelf.runs(hole);
            long end = runs.isEmpty() ? 0 : runs.get(runs.size() - 1).run().lastSeq();
            for (long seq : end > hole.lastSeq() ? new long[] {hole.lastSeq() + 1, end} : new long[0]) {
                Numbers at = index.of(hole.author(), seq);
                if (at != null) {
                    found.add(at);
                    reached.merge(hole, at, Numbers::and);
                }
            }
        }
        return found;
    }

    private boolean share(Numbers one, Numbers next) throws IOException {
        if (surveyed.stream().noneMatch(hole -> meet(hole, one) && meet(hole, next))) {
            return false;
        }
        long size = 0;
        for (SegmentName source : sources(one.and(next))) {
            size += store.log().size(source);
        }
        return size <= Math.min(TOGETHER * store.segmentBytes(), LARGEST);
    }

    private boolean meet(Hole hole, Numbers numbers) {
        Numbers behind = reached.get(hole);
        return wasIn(hole, numbers) || (behind != null && behind.meets(numbers));
    }

    private boolean wasIn(Hole hole, Numbers numbers) {
        return places.getOrDefault(hole, Set.of()).stream().anyMatch(numbers::meets);
    }

    private List<Hole> holes(Numbers numbers) {
        return surveyed.stream().filter(hole -> meet(hole, numbers)).toList();
    }

    private List<SegmentName> sources(Numbers numbers) {
        return store.log().table().all().stream()
                .map(SegmentTable.Segment::name)
                .filter(name -> Numbers.of(name).meets(numbers))
                .toList();
    }
}
