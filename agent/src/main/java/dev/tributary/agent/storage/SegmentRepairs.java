package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.storage.Consolidation.Group;
import dev.tributary.agent.storage.Consolidation.Repair;
import dev.tributary.agent.storage.RepairGroups.Repairable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses damaged segments that can be written anew: what came back from peers gets its old place in the order of
 * positions, what is damaged is left out. A segment waits until all that it lacks is here, or no more fits the shelf.
 * {@link Consolidator} writes it and puts it in place. One thread uses it.
 */
final class SegmentRepairs {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentRepairs.class);

    /** So many attempts that came to nothing are remembered. */
    private static final int ATTEMPTS = 1_024;

    private final Consolidator.Parts store;
    private final Damage damage;
    private final RepairShelf shelf;
    private final SoundSpans spans;
    private final RepairGroups groups;
    private final Map<StoredRun, CheckedRun> placing = new HashMap<>();
    private final List<CheckedRun> placed = new ArrayList<>();
    private final Set<CheckedRun> homeless = new HashSet<>();
    private final Set<CheckedRun> told = new HashSet<>();
    private final Set<Attempt> vain = new HashSet<>();
    private List<Hole> holes = List.of();
    private boolean waitsForNext;
    private final LongAdder events = new LongAdder();

    /** Nothing of {@code runs} found a place in these segments. */
    private record Attempt(List<SegmentName> sources, List<Returning> runs) {}

    /** A run that came for a hole. */
    private record Returning(CheckedRun run, Hole hole) {
        long firstSeq() {
            return run.run().firstSeq();
        }

        long lastSeq() {
            return run.run().lastSeq();
        }

        /** How many of its events are missing. */
        long missing() {
            return Math.min(lastSeq(), hole.lastSeq()) - firstSeq() + 1;
        }
    }

    SegmentRepairs(Consolidator.Parts store, Damage damage, RepairShelf shelf) {
        this.store = store;
        this.damage = damage;
        this.shelf = shelf;
        this.spans = new SoundSpans(store.log(), damage);
        this.groups = new RepairGroups(store, damage, shelf, spans);
    }

    /** How many events came back. Safe from any thread. */
    long events() {
        return events.sum();
    }

    /** True for a segment that is not to be rewritten for other reasons. */
    boolean concerns(SegmentName name) {
        return damage.isIn(name.id());
    }

    /** True when the newest segment is to be written anew, which it can be once there is a newer one. */
    boolean waitsForNext() {
        return waitsForNext;
    }

    /** The next one that can be written anew, in front of the segment {@code active}. */
    Optional<Repair> next(int active) throws IOException {
        waitsForNext = false;
        if (damage.isNone() && store.log().table().gaps().isEmpty()) {
            return Optional.empty();
        }
        if (holes != damage.holes()) {
            holes = damage.holes();
            vain.clear();
        }
        Optional<Repair> next = next(active, groups.all(false));
        // Sound segments have nothing to take where nothing came.
        return next.isPresent() || shelf.isEmpty() ? next : next(active, groups.all(true));
    }

    private Optional<Repair> next(int active, List<Repairable> all) throws IOException {
        for (Repairable one : all) {
            List<Returning> runs = new ArrayList<>();
            for (Hole hole : one.holes()) {
                shelf.runs(hole).stream()
                        .filter(run -> !homeless.contains(run))
                        .forEach(run -> runs.add(new Returning(run, hole)));
            }
            long lacking = one.holes().stream().mapToLong(Hole::count).sum()
                    - runs.stream().mapToLong(Returning::missing).sum();
            boolean due = lacking == 0 || (shelf.isCrowded() && !runs.isEmpty());
            if (due && one.has(active)) {
                waitsForNext = true;
            } else if (due && !vain.contains(new Attempt(one.sources(), runs))) {
                Repair repair = repair(one, runs, all);
                if (!repair.runs().isEmpty() || one.holes().isEmpty()) {
                    return Optional.of(repair);
                }
                remember(new Attempt(one.sources(), runs));
            }
        }
        return Optional.empty();
    }

    private void remember(Attempt attempt) {
        if (vain.size() >= ATTEMPTS) {
            vain.clear();
        }
        vain.add(attempt);
    }

    private Repair repair(Repairable one, List<Returning> runs, List<Repairable> all) throws IOException {
        Group group = group(one);
        long end = end(one);
        FreePositions free = new FreePositions(group.base(), end - 1);
        Map<Integer, NavigableMap<Long, Long>> pieces = new TreeMap<>();
        for (SegmentName source : group.sources()) {
            pieces.put(source.id(), spans.read(source.id(), free::take));
        }
        placing.clear();
        Optional<Hole> filling = Optional.empty();
        Optional<Hole> elsewhere = Optional.empty();
        long last = 0;
        for (Returning next : inOrder(runs, end)) {
            Optional<Hole> hole = Optional.of(next.hole());
            last = filling.equals(hole)
                    ? last
                    : position(next.hole(), next.hole().firstSeq() - 1, group.base() - 1);
            filling = hole;
            // What comes behind a run that belongs in a later segment belongs there too.
            Optional<StoredRun> there = elsewhere.equals(hole)
                    ? Optional.empty()
                    : place(next, one, free, Math.max(last, group.base() - 1), end);
            if (there.isPresent()) {
                placing.put(there.get(), next.run());
                last = there.get().lastPosition();
            } else if (mayBeInAnother(next, one, all)) {
                elsewhere = hole;
            } else {
                tell(next.run());
            }
        }
        List<StoredRun> back = new ArrayList<>(placing.keySet());
        back.sort(Comparator.comparingLong(StoredRun::firstPosition));
        return new Repair(group, back, pieces, store.book().states());
    }

    /** Those first that have to be in front of the earliest position: then all find one, where that is possible. */
    private List<Returning> inOrder(List<Returning> runs, long end) throws IOException {
        Map<Hole, Long> ends = new HashMap<>();
        for (Returning next : runs) {
            ends.put(next.hole(), position(next.hole(), next.hole().lastSeq() + 1, end));
        }
        List<Returning> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparing((Returning next) -> ends.getOrDefault(next.hole(), end))
                .thenComparing(next -> next.hole().author())
                .thenComparingLong(Returning::firstSeq));
        return sorted;
    }

    private Group group(Repairable one) throws IOException {
        int from = one.numbers().from();
        SegmentName target = new SegmentName(
                store.log().table().nextMergedId(), from, one.numbers().to());
        return new Group(one.sources(), target, spans.base(from));
    }

    /** The position behind the last that these segments may hold. */
    private long end(Repairable one) {
        SegmentTable.Segment following = store.log().table().from(one.numbers().to() + 1);
        return following == null || following.base() < 0 ? store.book().position() + 1 : following.base();
    }

    /** Gives a run positions behind {@code after}; what lies behind its hole keeps those that it has. */
    private Optional<StoredRun> place(Returning one, Repairable where, FreePositions free, long after, long end)
            throws IOException {
        List<Span> behind = new ArrayList<>();
        long next = one.hole().lastSeq() + 1;
        if (next <= one.lastSeq()) {
            for (RunIndex.Entry entry : entries(one, next)) {
                if (!where.has(Place.segment(entry.place()))) {
                    return Optional.empty();
                }
            }
            for (StoredRun there :
                    store.reads().runs(one.hole().author(), next - 1, one.lastSeq(), Integer.MAX_VALUE)) {
                long last = Math.min(there.lastSeq(), one.lastSeq());
                there.spans(next, last).forEach(span -> Span.add(behind, span));
                next = last + 1;
            }
            if (next <= one.lastSeq()) {
                return Optional.empty();
            }
        }
        long before = Math.min(end, position(one.hole(), one.hole().lastSeq() + 1, end));
        return free.place(one.run(), after, before, behind, (part, index) -> hints(where, part, index));
    }

    /** The runs behind a hole, from {@code seq} to the last event of {@code one}. */
    private List<RunIndex.Entry> entries(Returning one, long seq) {
        return store.index().entries(one.hole().author(), seq, one.run().count()).stream()
                .filter(entry -> entry.firstSeq() <= one.lastSeq())
                .toList();
    }

    /** An index that was made anew does not tell in which of several damaged segments an event was. */
    private static boolean mayBeInAnother(Returning one, Repairable here, List<Repairable> all) {
        return all.stream()
                .anyMatch(other -> !other.equals(here) && other.holes().contains(one.hole()));
    }

    private void tell(CheckedRun run) {
        if (told.size() >= ATTEMPTS) {
            told.clear();
        }
        if (told.add(run)) {
            LOG.warn(
                    "Events of {} from seq {} on came back in a run that has no room where they were. They stay missing"
                            + " until the next start, when peers are asked again.",
                    run.author(),
                    run.run().firstSeq());
        }
    }

    /** The position of an event of the author of {@code hole}; {@code otherwise} where it cannot be read. */
    private long position(Hole hole, long seq, long otherwise) throws IOException {
        List<StoredRun> found = seq < 1 ? List.of() : store.reads().runs(hole.author(), seq - 1, seq, 0);
        return found.isEmpty() || found.get(0).firstSeq() > seq
                ? otherwise
                : found.get(0).position((int) (seq - found.get(0).firstSeq()));
    }

    /** Where the files of hashes, which outlive their segments, say that an event was. */
    private NavigableSet<Long> hints(Repairable one, CheckedRun run, int index) {
        NavigableSet<Long> positions = new TreeSet<>();
        List<Integer> ids = new ArrayList<>(lost(one));
        one.sources().forEach(source -> ids.add(source.id()));
        for (int id : ids) {
            try {
                store.hashes().find(run.hash(index), List.of(id), positions::add);
            } catch (IOException e) {
                LOG.debug("nothing is known of where events of segment {} were", id, e);
            }
        }
        return positions;
    }

    /** The appended segments of which nothing is left. */
    private static List<Integer> lost(Repairable one) {
        return lost(one.numbers().from(), one.numbers().to(), one.sources());
    }

    private static List<Integer> lost(int from, int to, List<SegmentName> sources) {
        List<Integer> lost = new ArrayList<>();
        for (int number = from; number <= to; number++) {
            int at = number;
            if (sources.stream().noneMatch(source -> source.from() <= at && at <= source.to())) {
                lost.add(number);
            }
        }
        return lost;
    }

    /** Called before a segment is put in place: events that were not counted are again. */
    void returned(List<StoredRun> back) {
        if (back.isEmpty()) {
            // Too much lies between their positions already.
            homeless.addAll(placing.values());
            placing.values().forEach(this::tell);
        }
        for (StoredRun run : back) {
            CheckedRun sent = placing.get(run);
            if (sent != null) {
                placed.add(sent);
            }
            long counted = 0;
            for (RunIndex.Entry entry : store.index().entries(run.author(), run.firstSeq(), run.count())) {
                long first = Math.max(entry.firstSeq(), run.firstSeq());
                counted += Math.max(0, Math.min(entry.lastSeq(), run.lastSeq()) - first + 1);
            }
            store.book().returned(run.count() - counted);
            damage.hole(run.author(), run.firstSeq(), run.lastSeq())
                    .ifPresent(hole -> events.add(Math.min(hole.lastSeq(), run.lastSeq()) - run.firstSeq() + 1));
        }
    }

    /** A segment is in place. */
    void done(Group group, List<SegmentName> old) throws IOException {
        List<Integer> lost = lost(group.target().from(), group.target().to(), old);
        store.hashes().forget(lost);
        List<Integer> ids = new ArrayList<>(old.stream().map(SegmentName::id).toList());
        ids.addAll(lost);
        shelf.remove(placed);
        placed.clear();
        placing.clear();
        damage.gone(ids);
    }

    /** Nothing is put in place: what was fetched may be asked for again. */
    void dropped(@Nullable Consolidation given) {
        if (given != null && given.repair().isPresent()) {
            shelf.remove(placing.values());
            placing.clear();
            placed.clear();
        }
    }
}
