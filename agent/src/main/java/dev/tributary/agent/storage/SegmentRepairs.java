package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.storage.Consolidation.Group;
import dev.tributary.agent.storage.Consolidation.Repair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
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
import java.util.stream.IntStream;
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

    /** So many segments at most are written anew as one, and so many bytes. */
    private static final long TOGETHER = 4;

    private static final long LARGEST = 1 << 30;

    private final Consolidator.Parts store;
    private final Damage damage;
    private final RepairShelf shelf;
    private final Set<CheckedRun> placed = new HashSet<>();
    private final LongAdder events = new LongAdder();

    SegmentRepairs(Consolidator.Parts store, Damage damage, RepairShelf shelf) {
        this.store = store;
        this.damage = damage;
        this.shelf = shelf;
    }

    /** How many events came back. Safe from any thread. */
    long events() {
        return events.sum();
    }

    /** True for a segment that is not to be rewritten for other reasons. */
    boolean concerns(SegmentName name) {
        return damage.isIn(name.id());
    }

    /** The next one that can be written anew, in front of the segment {@code active}. */
    Optional<Repair> next(int active) throws IOException {
        if (damage.isNone() && store.log().table().gaps().isEmpty()) {
            return Optional.empty();
        }
        List<Group> groups = groups();
        for (Group group : groups) {
            if (group.sources().stream().anyMatch(source -> source.id() == active)) {
                continue;
            }
            List<Hole> holes = holes(group);
            List<CheckedRun> runs = new ArrayList<>();
            long found = 0;
            for (Hole hole : holes) {
                for (CheckedRun run : shelf.runs(hole)) {
                    runs.add(run);
                    found += run.count();
                }
            }
            boolean whole = found == holes.stream().mapToLong(Hole::count).sum();
            if (whole || (shelf.isCrowded() && !runs.isEmpty())) {
                return Optional.of(repair(group, runs, groups));
            }
        }
        return Optional.empty();
    }

    /**
     * What is damaged or missing; neighbours that may share a hole together, as a run may reach from one into the
     * other.
     */
    private List<Group> groups() throws IOException {
        List<Group> groups = new ArrayList<>();
        for (Group next : alone()) {
            Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            if (last != null && share(last, next)) {
                List<SegmentName> sources = new ArrayList<>(last.sources());
                sources.addAll(next.sources());
                SegmentName target = new SegmentName(
                        last.target().id(), last.target().from(), next.target().to());
                groups.set(groups.size() - 1, new Group(sources, target, last.base()));
            } else {
                groups.add(next);
            }
        }
        return groups;
    }

    private boolean share(Group one, Group next) throws IOException {
        return one.target().to() + 1 == next.target().from()
                && !one.sources().isEmpty()
                && !next.sources().isEmpty()
                && holes(one).stream().anyMatch(hole -> wasIn(hole, next) || endsIn(hole, next))
                && size(one) + size(next) <= Math.min(TOGETHER * store.segmentBytes(), LARGEST);
    }

    private long size(Group group) throws IOException {
        long size = 0;
        for (SegmentName source : group.sources()) {
            size += store.log().size(source);
        }
        return size;
    }

    private boolean endsIn(Hole hole, Group group) {
        return number(store.index().entries(hole.author(), hole.lastSeq(), 1), hole.lastSeq())
                >= group.target().from();
    }

    /** Each damaged segment, and what is missing between two, in order. */
    private List<Group> alone() throws IOException {
        SegmentTable table = store.log().table();
        List<Group> groups = new ArrayList<>();
        for (SegmentTable.Segment segment : table.all()) {
            SegmentName name = segment.name();
            if (damage.isIn(name.id())) {
                SegmentName target = new SegmentName(table.nextMergedId(), name.from(), name.to());
                groups.add(new Group(List.of(name), target, base(segment.base(), name.from())));
            }
        }
        for (Map.Entry<Integer, Integer> gap : table.gaps().entrySet()) {
            SegmentName target = new SegmentName(table.nextMergedId(), gap.getKey(), gap.getValue());
            groups.add(new Group(List.of(), target, base(-1, gap.getKey())));
        }
        return groups;
    }

    /** The position of the first event that a segment may have held. */
    private long base(long known, int from) throws IOException {
        SegmentTable.Segment before = store.log().table().before(from);
        return known >= 0 ? known : before == null ? 1 : last(before.name().id()) + 1;
    }

    private long last(int segment) throws IOException {
        long[] last = {Math.max(1, store.log().table().base(segment)) - 1};
        spans(segment, span -> last[0] = Math.max(last[0], span.position() + span.count() - 1));
        return last[0];
    }

    private interface SpanTaker {
        void take(Span span);
    }

    /** Hands over the positions of sound runs; returns the damaged pieces. */
    private NavigableMap<Long, Long> spans(int segment, SpanTaker taker) throws IOException {
        TreeMap<Long, Long> pieces = new TreeMap<>();
        store.log().scan(segment, SegmentHeader.SIZE, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                if (damage.covers(place)) {
                    pieces.put(Place.offset(place), Place.offset(place) + RecordFrame.HEAD + body.remaining());
                } else {
                    RunBody.decodePreamble(kind, body)
                            .ifPresent(run -> run.allSpans().forEach(taker::take));
                }
            }

            @Override
            public void damage(int damaged, long from, long to) {
                pieces.put(from, to);
            }
        });
        return pieces;
    }

    /** The holes whose events were in {@code group}. */
    private List<Hole> holes(Group group) {
        return damage.holes().stream().filter(hole -> wasIn(hole, group)).toList();
    }

    private boolean wasIn(Hole hole, Group group) {
        List<RunIndex.Entry> entries = store.index().entries(hole.author(), hole.firstSeq(), 1);
        SegmentTable table = store.log().table();
        int from = 0;
        if (hole.firstSeq() > 1) {
            from = number(store.index().entries(hole.author(), hole.firstSeq() - 1, 1), hole.firstSeq() - 1);
        }
        if (!entries.isEmpty()) {
            RunIndex.Entry entry = entries.get(0);
            int segment = Place.segment(entry.place());
            boolean held = entry.lastSeq() - Place.count(entry.place()) < hole.firstSeq();
            if (held && table.holds(segment)) {
                return group.sources().stream().anyMatch(source -> source.id() == segment);
            }
        }
        List<RunIndex.Entry> behind = store.index().entries(hole.author(), hole.lastSeq() + 1, 1);
        int to = behind.isEmpty() ? Integer.MAX_VALUE : number(behind, hole.lastSeq() + 1);
        return from <= group.target().to() && group.target().from() <= Math.max(to, from);
    }

    /** The number of the segment in which an event is; 0 when it is nowhere. */
    private int number(List<RunIndex.Entry> entries, long seq) {
        if (entries.isEmpty()
                || entries.get(0).lastSeq() - Place.count(entries.get(0).place()) >= seq) {
            return 0;
        }
        int id = Place.segment(entries.get(0).place());
        return store.log().table().all().stream()
                .map(SegmentTable.Segment::name)
                .filter(name -> name.id() == id)
                .mapToInt(SegmentName::to)
                .findFirst()
                .orElse(0);
    }

    private Repair repair(Group group, List<CheckedRun> runs, List<Group> all) throws IOException {
        SegmentTable.Segment following = store.log().table().from(group.target().to() + 1);
        long end = following == null || following.base() < 0 ? store.book().position() + 1 : following.base();
        FreePositions free = new FreePositions(group.base(), end - 1);
        Map<Integer, NavigableMap<Long, Long>> pieces = new TreeMap<>();
        for (SegmentName source : group.sources()) {
            pieces.put(source.id(), spans(source.id(), free::take));
        }
        placed.clear();
        List<StoredRun> back = new ArrayList<>();
        runs.sort(Comparator.comparing(CheckedRun::author)
                .thenComparingLong(run -> run.run().firstSeq()));
        CheckedRun before = null;
        long last = 0;
        for (CheckedRun run : runs) {
            boolean follows = before != null
                    && before.author().equals(run.author())
                    && before.run().lastSeq() + 1 == run.run().firstSeq();
            last = follows ? last : position(run, run.run().firstSeq() - 1, group.base() - 1);
            long next = position(run, run.run().lastSeq() + 1, end);
            Optional<StoredRun> there = free.place(
                    run,
                    Math.max(last, group.base() - 1),
                    Math.min(next, end),
                    (part, index) -> hints(group, part, index));
            if (there.isPresent()) {
                placed.add(run);
                back.add(there.get());
                last = there.get().lastPosition();
                before = run;
            } else if (!mayBeInAnother(run, group, all)) {
                placed.add(run);
                LOG.error(
                        "Events of {} from seq {} on do not fit where they were",
                        run.author(),
                        run.run().firstSeq());
            }
        }
        back.sort(Comparator.comparingLong(StoredRun::firstPosition));
        return new Repair(group, back, pieces, store.book().states());
    }

    /** An index that was made anew does not tell in which of several damaged segments an event was. */
    private boolean mayBeInAnother(CheckedRun run, Group group, List<Group> all) {
        return all.stream()
                .filter(other -> !other.equals(group))
                .flatMap(other -> holes(other).stream())
                .anyMatch(hole -> hole.author().equals(run.author())
                        && hole.firstSeq() <= run.run().firstSeq()
                        && run.run().lastSeq() <= hole.lastSeq());
    }

    /** The position of an event of the same author; {@code otherwise} where it cannot be read. */
    private long position(CheckedRun run, long seq, long otherwise) throws IOException {
        List<StoredRun> found = seq < 1 ? List.of() : store.reads().runs(run.author(), seq - 1, seq, 0);
        return found.isEmpty() || found.get(0).firstSeq() > seq
                ? otherwise
                : found.get(0).position((int) (seq - found.get(0).firstSeq()));
    }

    /** Where the files of hashes, which outlive their segments, say that an event was. */
    private NavigableSet<Long> hints(Group group, CheckedRun run, int index) {
        NavigableSet<Long> positions = new TreeSet<>();
        List<Integer> ids = group.sources().isEmpty()
                ? IntStream.rangeClosed(group.target().from(), group.target().to())
                        .boxed()
                        .toList()
                : group.sources().stream().map(SegmentName::id).toList();
        for (int id : ids) {
            try {
                store.hashes().find(run.hash(index), List.of(id), positions::add);
            } catch (IOException e) {
                LOG.debug("nothing is known of where events of segment {} were", id, e);
            }
        }
        return positions;
    }

    /** Called before a segment is put in place: events that were not counted are again. */
    void returned(Repair repair) {
        for (StoredRun run : repair.runs()) {
            long counted = 0;
            for (RunIndex.Entry entry : store.index().entries(run.author(), run.firstSeq(), run.count())) {
                boolean within = entry.lastSeq() <= run.lastSeq();
                counted += within ? Place.count(entry.place()) : 0;
            }
            store.book().returned(run.count() - counted);
            events.add(run.count());
        }
    }

    /** A segment is in place. */
    void done(Group group, List<SegmentName> old) throws IOException {
        List<Integer> ids = new ArrayList<>(old.stream().map(SegmentName::id).toList());
        if (group.sources().isEmpty()) {
            for (int number = group.target().from(); number <= group.target().to(); number++) {
                ids.add(number);
            }
            store.hashes().forget(ids);
        }
        if (ids.stream().anyMatch(damage::isIn) || group.sources().isEmpty()) {
            shelf.remove(placed);
            placed.clear();
        }
        damage.gone(ids);
    }

    /** Nothing is put in place: what was fetched may be asked for again. */
    void dropped(@Nullable Consolidation given) {
        if (given != null && given.repair().isPresent()) {
            shelf.remove(placed);
            placed.clear();
        }
    }
}
