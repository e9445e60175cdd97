package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.DeletedPayloads.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sees to it that payloads which have to go leave the disk: finds the segments that still hold one, so that
 * {@link Consolidator} writes them anew, and takes it out on the way. What was deleted by name is looked up in the
 * index, after each start once more; what rules say of age is found by reading each segment once, and again when its
 * next payload is due; what they say of size by {@link PayloadWindows}. One thread uses it.
 */
final class Erasure {
    /** The most runs that one step reads. */
    private static final int RUNS_AT_ONCE = 64;

    private final Consolidator.Parts store;
    private final PayloadRules rules;
    private final PayloadWindows windows;
    private final DeletedPayloads deleted;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final Set<Integer> due = new HashSet<>();
    private final Set<Integer> begun = new HashSet<>();
    private final Map<Integer, Look> looks = new HashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder erased = new LongAdder();
    private long left;

    /** Up to where a segment was read, and when the first payload in it has to have gone. */
    private record Look(long until, long overdue) {}

    Erasure(Consolidator.Parts store, PayloadRules rules) {
        this.store = store;
        this.rules = rules;
        this.windows = new PayloadWindows(store, rules);
        this.deleted = store.book().deleted();
    }

    /** A run that is written anew, without what has to go of it. */
    Run erased(Run run) {
        Run kept = deleted.without(rulesCount() ? rules.without(run, codec) : run, codec);
        for (int i = 0; kept != run && i < run.count(); i++) {
            left += run.payload(i).isPresent() && kept.payload(i).isEmpty() ? 1 : 0;
        }
        return kept;
    }

    /** Not before it is durable that payloads may be missing, so that no peer takes such a run for a whole one. */
    private boolean rulesCount() {
        return !rules.isEmpty() && store.book().state(Fencing.OWNER).containsKey(DeletedPayloads.LACKING);
    }

    /** Looks a piece further; true when there may be more to do at once. */
    boolean step(LogEnd visible) throws IOException {
        boolean news = store.reads().reading(this::lookForNews);
        boolean more = rulesCount() && store.reads().reading(() -> lookByRules(visible));
        waiting.set(due.size());
        return news || more;
    }

    private boolean lookForNews() throws IOException {
        int runs = 0;
        while (runs < RUNS_AT_ONCE) {
            Optional<Part> part = deleted.takeNews();
            if (part.isEmpty()) {
                return false;
            }
            runs += look(part.get());
        }
        return deleted.hasNews();
    }

    /** Marks the segments that hold payloads which were deleted of this part; returns how many runs were read. */
    private int look(Part part) throws IOException {
        int runs = 0;
        long seq = deleted.next(part.author(), part.firstSeq());
        while (seq <= part.lastSeq()) {
            List<RunIndex.Entry> entries = store.index().entries(part.author(), seq, 1);
            List<StoredRun> found = store.reads().runs(part.author(), seq - 1, seq, 0);
            runs++;
            long last = seq;
            for (StoredRun stored : found) {
                if (stored.firstSeq() <= seq && !entries.isEmpty()) {
                    Run run = codec.decode(stored.encoded()).run().orElseThrow(() -> new IOException("no run"));
                    if (deleted.without(run, codec) != run) {
                        due.add(Place.segment(entries.get(0).place()));
                    }
                    last = stored.lastSeq();
                }
            }
            seq = deleted.next(part.author(), last + 1);
        }
        return runs;
    }

    private boolean lookByRules(LogEnd visible) throws IOException {
        boolean read = rules.haveAge() && lookAtOne(visible);
        return windows.step(visible, due::add) || read;
    }

    /** Reads one segment, or the news of the newest; true when one was read. */
    private boolean lookAtOne(LogEnd visible) throws IOException {
        looks.keySet().removeIf(segment -> !store.log().table().holds(segment));
        for (SegmentTable.Segment segment : store.log().table().all()) {
            int id = segment.name().id();
            Look look = looks.getOrDefault(id, new Look(SegmentHeader.SIZE, Long.MAX_VALUE));
            boolean newest = id == visible.segment();
            long end = newest ? visible.offset() : Long.MAX_VALUE;
            if (look.until() < end) {
                look = read(id, look, newest ? end : store.log().size(segment.name()));
                looks.put(id, newest ? look : new Look(Long.MAX_VALUE, look.overdue()));
                return true;
            }
            if (rules.isPast(look.overdue())) {
                due.add(id);
            }
        }
        return false;
    }

    private Look read(int segment, Look before, long end) throws IOException {
        long[] first = {before.overdue()};
        store.log().scan(segment, before.until(), end, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                RunBody.decode(kind, body)
                        .flatMap(stored -> codec.decode(stored.encoded()).run())
                        .map(rules::overdue)
                        .filter(OptionalLong::isPresent)
                        .ifPresent(when -> first[0] = Math.min(first[0], when.getAsLong()));
            }

            @Override
            public void damage(int damaged, long from, long to) {
                // Nothing of it is written anew before it is mended; the scrub finds it.
            }
        });
        return new Look(end, first[0]);
    }

    /** True for a segment that is to be written anew. */
    boolean isDue(int segment) {
        return due.contains(segment);
    }

    /** Segments begin to be written anew. What becomes due in them from now on may be missed. */
    void begins(List<SegmentName> sources) {
        left = 0;
        begun.clear();
        for (SegmentName source : sources) {
            if (due.remove(source.id())) {
                begun.add(source.id());
            }
        }
    }

    /** They stay as they are. */
    void givenUp() {
        due.addAll(begun);
        begun.clear();
    }

    /** {@code target} is in their place. */
    void done(List<SegmentName> sources, SegmentName target) {
        boolean again = false;
        for (SegmentName source : sources) {
            again |= due.remove(source.id());
        }
        if (again) {
            due.add(target.id());
        }
        begun.clear();
        erased.add(left);
        waiting.set(due.size());
    }

    /** How many segments still hold something that has to go, as far as is known. Safe from any thread. */
    int waiting() {
        return waiting.get();
    }

    /** How many payloads have left the disk. Safe from any thread. */
    long erased() {
        return erased.sum();
    }
}
