package dev.tributary.agent.storage;

import dev.tributary.agent.log.Run;
import dev.tributary.agent.storage.Consolidation.Group;
import dev.tributary.agent.storage.Consolidation.Moved;
import dev.tributary.api.model.AuthorId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites sealed segments, one group after the other, a piece at a time. One thread uses it, which is neither the
 * writer's nor the reader's.
 *
 * <pre>
 * write merged-...log.new beside the sources, force it; write its file of hashes
 * rename it                                 from here on a crash finds the merged segment and deletes its sources
 * force the folder
 * put its places into the index             both old and new places can be read
 * exchange the segments while nobody reads
 * delete the sources, force the folder
 * </pre>
 */
final class Consolidator implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Consolidator.class);

    /** A segment whose runs hold fewer events than this on average is rewritten once. */
    private static final long FEW_EVENTS = 64;

    private static final int SMALL = 8;
    private static final int MANY_SMALL = 4;

    private final Parts parts;
    private final Map<Integer, SegmentTally> tallies;
    private final SegmentRepairs repairs;
    private final Erasure erasure;
    private final Set<Integer> damaged = new HashSet<>();
    private @Nullable Consolidation running;
    private RetentionFloors floors = RetentionFloors.NONE;
    private boolean stopped;
    private boolean inDoubt;

    /**
     * What it works on.
     *
     * @param proofs where the proofs that count lie
     * @param segmentBytes how large a merged segment becomes
     */
    record Parts(
            StoreFiles files,
            StoreInfo info,
            SegmentLog log,
            RunIndex index,
            LogBook book,
            SegmentReads reads,
            HashDirectory hashes,
            Map<AuthorId, Long> proofs,
            long segmentBytes,
            StorageMeter meter) {}

    Consolidator(Parts parts, Map<Integer, SegmentTally> tallies, SegmentRepairs repairs, Erasure erasure) {
        this.parts = parts;
        this.tallies = tallies;
        this.repairs = repairs;
        this.erasure = erasure;
    }

    /** True when a repair needs the newest segment, which can be written anew once there is a newer one. */
    boolean waitsForNext() {
        return repairs.waitsForNext();
    }

    /** How many events were put back in their place. Safe from any thread. */
    long repairedEvents() {
        return repairs.events();
    }

    /** Sums of segments that may still be written to. */
    static Map<Integer, SegmentTally> tallies() {
        return new ConcurrentHashMap<>();
    }

    /** True when index and files may differ: the index must not be used again. */
    boolean inDoubt() {
        return inDoubt;
    }

    /** What may be given up from now on. */
    void floors(RetentionFloors now) {
        floors = now;
    }

    /** Does a piece of work on segments before {@code active}; false when there is nothing to do. */
    boolean step(int active) throws IOException {
        if (stopped) {
            return false;
        }
        Consolidation current = running;
        try {
            if (current == null) {
                Optional<Consolidation.Repair> repair = repairs.next(active);
                Group group = repair.isPresent() ? repair.get().group() : choose(active);
                running = group == null ? null : begin(group, repair);
                return running != null;
            }
            if (current.step()) {
                running = null;
                putInPlace(current);
            }
            return true;
        } catch (Consolidation.DamagedSource e) {
            LOG.warn("Not consolidated: {}. Run 'tributary verify'.", e.getMessage());
            if (current != null) {
                current.group().sources().forEach(source -> damaged.add(source.id()));
            }
            giveUp(current);
            return true;
        } catch (DiskFullException e) {
            LOG.warn("Not consolidated: {}", e.getMessage());
            giveUp(current);
            return false;
        } catch (IOException | RuntimeException e) {
            stopped = true;
            giveUp(current);
            throw new IOException("consolidation has stopped until the next start", e);
        }
    }

    /** Writes the next damaged segment anew that lacks no event, to its end; false when there is none. */
    boolean mend(int active) throws IOException {
        Optional<Consolidation.Repair> repair = repairs.next(active);
        if (repair.isEmpty()) {
            return false;
        }
        Consolidation anew = begin(repair.get().group(), repair);
        running = anew;
        boolean whole = false;
        while (!whole) {
            whole = anew.step();
        }
        running = null;
        putInPlace(anew);
        return true;
    }

    private @Nullable Group choose(int active) throws IOException {
        List<SegmentTable.Segment> sealed = new ArrayList<>();
        for (SegmentTable.Segment segment : parts.log().table().all()) {
            if (segment.name().id() == active) {
                break;
            }
            sealed.add(segment);
        }
        long free = parts.files().freeBytes();
        for (int i = 0; i < sealed.size(); i++) {
            List<SegmentName> group = groupFrom(sealed, i, free);
            if (!group.isEmpty()) {
                SegmentName target = new SegmentName(
                        parts.log().table().nextMergedId(),
                        group.get(0).from(),
                        group.get(group.size() - 1).to());
                return new Group(group, target, sealed.get(i).base());
            }
        }
        return null;
    }

    /** The segments from one on that are rewritten together; none when that would gain too little. */
    private List<SegmentName> groupFrom(List<SegmentTable.Segment> sealed, int start, long free) throws IOException {
        long most = Math.min(parts.segmentBytes(), free / 2);
        List<SegmentName> group = new ArrayList<>();
        long bytes = 0;
        int small = 0;
        boolean worth = false;
        for (int i = start; i < sealed.size(); i++) {
            SegmentName name = sealed.get(i).name();
            long size = parts.log().size(name);
            boolean gains = gains(name, size);
            boolean isSmall = size <= parts.segmentBytes() / SMALL;
            boolean fits = bytes + size <= most || (group.isEmpty() && size <= free);
            boolean sound = sealed.get(i).base() >= 0 && !damaged.contains(name.id()) && !repairs.concerns(name);
            if (!sound || !fits || !(gains || isSmall)) {
                break;
            }
            group.add(name);
            bytes += size;
            small += isSmall ? 1 : 0;
            worth |= gains;
        }
        return worth || small >= MANY_SMALL ? group : List.of();
    }

    private boolean gains(SegmentName name, long size) {
        SegmentTally tally = tallies.getOrDefault(name.id(), SegmentTally.NONE);
        boolean fewEvents = !name.isMerged() && tally.runs() >= 2 && tally.events() < tally.runs() * FEW_EVENTS;
        return fewEvents
                || tally.isWorthLess()
                || erasure.isDue(name.id())
                || floors.bytes(name.id()) * Retention.SHARE >= size;
    }

    private Consolidation begin(Group group, Optional<Consolidation.Repair> repair) throws IOException {
        Consolidation.Rules rules = rules();
        Consolidation begun = new Consolidation(
                parts.files(), parts.info(), group, parts.log().table(), rules);
        repair.ifPresent(begun::repairs);
        erasure.begins(group.sources());
        return begun;
    }

    private Consolidation.Rules rules() {
        return new Consolidation.Rules() {
            @Override
            public long firstSeq(AuthorId author) {
                return parts.book().firstSeq(author);
            }

            @Override
            public boolean started(AuthorId author) {
                return parts.book().started(author);
            }

            @Override
            public long firstKept(AuthorId author) {
                return floors.firstKept(author);
            }

            @Override
            public boolean joins(AuthorId author) {
                return parts.book().cut(author).isEmpty();
            }

            @Override
            public Run kept(Run run) {
                return erasure.erased(run);
            }

            @Override
            public boolean keepsProof(AuthorId author, long place) {
                Long counts = parts.proofs().get(author);
                return counts != null
                        && Place.segment(counts) == Place.segment(place)
                        && Place.offset(counts) == Place.offset(place);
            }
        };
    }

    private void putInPlace(Consolidation done) throws IOException {
        Group group = done.group();
        Consolidation.Result result = done.result();
        long before = 0;
        for (SegmentName source : group.sources()) {
            before += parts.log().size(source);
        }
        inDoubt = true;
        parts.files().rename(done.unfinished(), group.target().fileName());
        parts.files().forceDirectory();
        parts.log().table().announce(group.target());
        done.repair().ifPresent(repair -> repairs.returned(result.returned));
        for (Moved run : result.moved) {
            parts.index().replaceRuns(run.author(), run.firstSeq(), run.lastSeq(), run.place());
        }
        tallies.put(group.target().id(), result.tally);
        parts.reads().exchange(() -> exchange(group, result));
        for (SegmentName source : group.sources()) {
            parts.files().delete(source.fileName());
            tallies.remove(source.id());
        }
        parts.files().forceDirectory();
        floors = floors.without(group.sources());
        inDoubt = false;
        parts.meter().consolidated(before, result.bytes);
    }

    private void exchange(Group group, Consolidation.Result result) throws IOException {
        result.changes.forEach((author, change) -> {
            parts.book().rewritten(author, change);
            long first = parts.book().firstSeq(author);
            if (first > 1) {
                SegmentTally.giveUp(tallies, parts.index(), author, first - 1);
            }
        });
        SegmentTable.Segment following = parts.log().table().from(group.target().to() + 1);
        long end = following == null ? -1 : following.base();
        parts.index().replacePositions(group.base(), end < 0 ? Long.MAX_VALUE : end - 1, result.positions);
        result.proofs.forEach((author, place) ->
                parts.proofs().computeIfPresent(author, (key, now) -> isIn(group, Place.segment(now)) ? place : now));
        parts.proofs().values().removeIf(place -> isIn(group, Place.segment(place)));
        List<SegmentName> old = parts.log().replace(group.target(), group.base());
        parts.hashes().forget(old.stream().map(SegmentName::id).toList());
        repairs.done(group, old);
        erasure.done(old, group.target());
    }

    /** A proof that came meanwhile lies elsewhere and counts more. */
    private static boolean isIn(Group group, int segment) {
        return group.sources().stream().anyMatch(source -> source.id() == segment);
    }

    private void giveUp(@Nullable Consolidation current) throws IOException {
        repairs.dropped(current);
        erasure.givenUp();
        running = null;
        if (current != null) {
            current.close();
            parts.files().delete(current.unfinished());
        }
    }

    /** Leaves unfinished work; it begins again after the next start. */
    @Override
    public void close() throws IOException {
        giveUp(running);
        stopped = true;
    }
}
