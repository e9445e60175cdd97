package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs that peers sent for holes, proven, until they are put back in their place. They are in memory only: a crash
 * means that they are asked for again. Bounded by {@link #BYTES}. Safe from any thread.
 */
final class RepairShelf {
    static final long BYTES = 16 * 1024 * 1024;

    private final Damage damage;
    private final long most;
    private final Map<AuthorId, TreeMap<Long, CheckedRun>> runs = new HashMap<>();
    private long bytes;

    RepairShelf(Damage damage) {
        this(damage, BYTES);
    }

    RepairShelf(Damage damage, long most) {
        this.damage = damage;
        this.most = most;
    }

    /** What peers are to be asked for: the holes without what is here. */
    List<Hole> wanted() {
        return damage.without(ranges());
    }

    /** The hole that a run from {@code firstSeq} to {@code lastSeq} reaches into, as far as it is still wanted. */
    Optional<Hole> wanted(AuthorId author, long firstSeq, long lastSeq) {
        if (damage.hole(author, firstSeq, lastSeq).isEmpty()) {
            return Optional.empty();
        }
        return wanted().stream()
                .filter(hole ->
                        hole.author().equals(author) && hole.firstSeq() <= lastSeq && hole.lastSeq() >= firstSeq)
                .findFirst();
    }

    private synchronized Map<AuthorId, NavigableMap<Long, Long>> ranges() {
        Map<AuthorId, NavigableMap<Long, Long>> ranges = new HashMap<>();
        runs.forEach((author, all) -> {
            TreeMap<Long, Long> lastSeqs = new TreeMap<>();
            all.forEach((first, run) -> lastSeqs.put(first, run.run().lastSeq()));
            ranges.put(author, lastSeqs);
        });
        return ranges;
    }

    /** Takes a proven run; false when there is no room. */
    synchronized boolean put(CheckedRun run) {
        long size = run.run().encoded().size();
        if (bytes + size > most) {
            return false;
        }
        bytes += size;
        runs.computeIfAbsent(run.author(), key -> new TreeMap<>()).put(run.run().firstSeq(), run);
        return true;
    }

    /** The hash of the event {@code seq} when it is the last of a run here. */
    synchronized Optional<EventHash> hash(AuthorId author, long seq) {
        Map.Entry<Long, CheckedRun> before =
                runs.getOrDefault(author, new TreeMap<>()).floorEntry(seq);
        return before == null || before.getValue().run().lastSeq() != seq
                ? Optional.empty()
                : Optional.of(before.getValue().head().hash());
    }

    /** The runs for a hole, from its first event on as far as they go; the last may end behind it. */
    synchronized List<CheckedRun> runs(Hole hole) {
        List<CheckedRun> found = new ArrayList<>();
        long next = hole.firstSeq();
        TreeMap<Long, CheckedRun> all = runs.getOrDefault(hole.author(), new TreeMap<>());
        for (CheckedRun run = all.get(next); run != null && next <= hole.lastSeq(); run = all.get(next)) {
            found.add(run);
            next = run.run().lastSeq() + 1;
        }
        return found;
    }

    /** Forgets runs that are in their place, or that have none. */
    synchronized void remove(Collection<CheckedRun> done) {
        for (CheckedRun run : done) {
            TreeMap<Long, CheckedRun> all = runs.getOrDefault(run.author(), new TreeMap<>());
            if (all.remove(run.run().firstSeq(), run)) {
                bytes -= run.run().encoded().size();
            }
            if (all.isEmpty()) {
                runs.remove(run.author());
            }
        }
    }

    /** True when nothing is here. */
    synchronized boolean isEmpty() {
        return runs.isEmpty();
    }

    /** True when not much more fits: what is here should be put in place though it is not all. */
    synchronized boolean isCrowded() {
        return bytes > most / 2;
    }
}
