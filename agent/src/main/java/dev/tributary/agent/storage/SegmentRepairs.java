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
    private record Attempt(List<SegmentName> sources, List<CheckedRun> runs) {}

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
        return next.isPresent() ? next : next(active, groups.all(true));
    }

    private Optional<Repair> next(int active, List<Repairable> all) throws IOException {
        for (Repairable one : all) {
            List<CheckedRun> runs = new ArrayList<>();
            long lacking = 0;
            for (Hole hole : one.holes()) {
                lacking += hole.count();
                for (CheckedRun run : shelf.runs(hole)) {
                    if (!homeless.contains(run)) {
                        runs.add(run);
                        lacking -= Math.min(run.run().lastSeq(), hole.lastSeq())
                                - run.run().firstSeq()
                                + 1;
                    }
                }
            }
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

    private Repair repair(Repairable one, List<CheckedRun> runs, List<Repairable> all) throws IOException {
        Group group = group(one);
        long end = end(one);
        FreePositions free = new FreePositions(group.base(), end - 1);
        Map<Integer, NavigableMap<Long, Long>> pieces = new TreeMap<>();
        for (SegmentName source : group.sources()) {
            pieces.put(source.id(), spans.read(source.id(), free::take));
        }
        placing.clear();
        runs.sort(Comparator.comparing(CheckedRun::author)
                .thenComparingLong(run -> run.run().firstSeq()));
        CheckedRun before = null;
        long last = 0;
        for (CheckedRun run : runs) {
            boolean follows = before != null
                    && before.author().equals(run.author())
                    && before.run().lastSeq() + 1 == run.run().firstSeq();
            last = follows ? last : position(run, run.run().firstSeq() - 1, group.base() - 1);
            Optional<StoredRun> there = place(run, one, free, Math.max(last, group.base() - 1), end);
            if (there.isPresent()) {
                placing.put(there.get(), run);
                last = there.get().lastPosition();
                before = run;
            } else if (!mayBeInAnother(run, one, all)) {
                tell(run);
            }
        }
        List<StoredRun> back = new ArrayList<>(placing.keySet());
        back.sort(Comparator.comparingLong(StoredRun::firstPosition));
        return new Repair(group, back, pieces, store.book().states());
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
    private Optional<StoredRun> place(CheckedRun run, Repairable one, FreePositions free, long after, long end)
            throws IOException {
        Optional<Hole> hole =
                damage.hole(run.author(), run.run().firstSeq(), run.run().lastSeq());
        if (hole.isEmpty()) {
            return Optional.empty();
        }
        List<Span> behind = new ArrayList<>();
        long next = hole.get().lastSeq() + 1;
        for (RunIndex.Entry entry : next > run.run().lastSeq() ? List.<RunIndex.Entry>of() : entries(run, next)) {
            if (!one.has(Place.segment(entry.place()))) {
                return Optional.empty();
            }
        }
        for (StoredRun there : next > run.run().lastSeq() ? List.<StoredRun>of() : stored(run, next)) {
            for (; next <= Math.min(there.lastSeq(), run.run().lastSeq()); next++) {
                Span.add(behind, new Span(there.position((int) (next - there.firstSeq())), 1));
            }
        }
        if (next <= run.run().lastSeq()) {
            return Optional.empty();
        }
        long before = behind.isEmpty()
                ? position(run, run.run().lastSeq() + 1, end)
                : behind.get(0).position();
        return free.place(run, after, Math.min(before, end), behind, (part, index) -> hints(one, part, index));
    }

    private List<RunIndex.Entry> entries(CheckedRun run, long seq) {
        return store.index().entries(run.author(), seq, run.count()).stream()
                .filter(entry ->
                        entry.lastSeq() - Place.count(entry.place()) < run.run().lastSeq())
                .toList();
    }

    private List<StoredRun> stored(CheckedRun run, long seq) throws IOException {
        return store.reads().runs(run.author(), seq - 1, run.run().lastSeq(), Integer.MAX_VALUE);
    }

    /** An index that was made anew does not tell in which of several damaged segments an event was. */
    private static boolean mayBeInAnother(CheckedRun run, Repairable one, List<Repairable> all) {
        return all.stream()
                .filter(other -> !other.equals(one))
                .flatMap(other -> other.holes().stream())
                .anyMatch(hole -> hole.author().equals(run.author())
                        && hole.holds(run.run().firstSeq()));
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

    /** The position of an event of the same author; {@code otherwise} where it cannot be read. */
    private long position(CheckedRun run, long seq, long otherwise) throws IOException {
        List<StoredRun> found = seq < 1 ? List.of() : store.reads().runs(run.author(), seq - 1, seq, 0);
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
                long first = Math.max(entry.lastSeq() - Place.count(entry.place()) + 1, run.firstSeq());
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
