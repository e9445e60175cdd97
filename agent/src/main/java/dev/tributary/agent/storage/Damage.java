package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be damaged: nothing of it is served. Bounded; what does not fit is found again once there is room.
 * Safe from any thread.
 */
final class Damage {
    /** The most damaged pieces that are kept apart in one segment. */
    static final int PIECES = 1_024;

    /** The most holes that are known at a time. */
    static final int HOLES = 4_096;

    private final TreeMap<Integer, TreeMap<Long, Long>> pieces = new TreeMap<>();
    private final TreeSet<Integer> suspects = new TreeSet<>();
    private List<Hole> holes = List.of();
    private boolean surveyDue;
    private long found;
    private long missing;

    /** Takes a damaged piece of a segment, {@code to} exclusive; true when it is news. */
    synchronized boolean found(int segment, long from, long to) {
        TreeMap<Long, Long> known = pieces.computeIfAbsent(segment, key -> new TreeMap<>());
        Map.Entry<Long, Long> before = known.floorEntry(from);
        if (before != null && before.getValue() >= to) {
            return false;
        }
        boolean joins = known.size() >= PIECES || (before != null && before.getValue() >= from);
        if (joins) {
            Map.Entry<Long, Long> joined = before == null ? known.firstEntry() : before;
            known.remove(joined.getKey());
            known.put(Math.min(from, joined.getKey()), Math.max(to, joined.getValue()));
        } else {
            known.put(from, to);
        }
        found++;
        surveyDue = true;
        return true;
    }

    /** Something in this segment could not be read: it is to be looked at. True when that is news. */
    synchronized boolean suspect(int segment) {
        return !pieces.containsKey(segment) && suspects.add(segment);
    }

    /** The next segment to be looked at, which then is no suspect any more; null when there is none. */
    synchronized @Nullable Integer nextSuspect() {
        return suspects.pollFirst();
    }

    /** True when the record at a place is damaged. */
    synchronized boolean covers(long place) {
        TreeMap<Long, Long> known = pieces.get(Place.segment(place));
        Map.Entry<Long, Long> before = known == null ? null : known.floorEntry(Place.offset(place));
        return before != null && before.getValue() > Place.offset(place);
    }

    /** True when something of a segment is damaged. */
    synchronized boolean isIn(int segment) {
        return pieces.containsKey(segment);
    }

    /** All damaged pieces, at most {@code most}. */
    synchronized List<Piece> pieces(int most) {
        List<Piece> all = new ArrayList<>();
        pieces.forEach((segment, known) -> known.forEach((from, to) -> {
            if (all.size() < most) {
                all.add(new Piece(segment, from, to));
            }
        }));
        return all;
    }

    /** A damaged piece of a segment, {@code to} exclusive. */
    record Piece(int segment, long from, long to) {}

    /** The segments of which something is damaged. */
    synchronized List<Integer> segments() {
        return List.copyOf(pieces.keySet());
    }

    /** A segment is not there any more: others have its place. */
    synchronized void gone(List<Integer> segments) {
        segments.forEach(segment -> {
            pieces.remove(segment);
            suspects.remove(segment);
        });
        surveyDue = true;
    }

    /** True once after something changed: the holes are to be looked for. */
    synchronized boolean takeSurveyDue() {
        boolean due = surveyDue;
        surveyDue = false;
        return due;
    }

    /** Says that holes are to be looked for. */
    synchronized void survey() {
        surveyDue = true;
    }

    /** Takes the holes as they are now. */
    synchronized void holes(List<Hole> all) {
        missing = all.stream().mapToLong(Hole::count).sum();
        holes = List.copyOf(all.subList(0, Math.min(all.size(), HOLES)));
    }

    /** The holes, sorted by author and seq, at most {@link #HOLES}. */
    synchronized List<Hole> holes() {
        return holes;
    }

    /** The first hole of {@code author} that reaches into seqs from {@code firstSeq} to {@code lastSeq}. */
    Optional<Hole> hole(AuthorId author, long firstSeq, long lastSeq) {
        for (Hole hole : holes()) {
            if (hole.author().equals(author) && hole.firstSeq() <= lastSeq && hole.lastSeq() >= firstSeq) {
                return Optional.of(hole);
            }
        }
        return Optional.empty();
    }

    /** The holes without what was fetched: what is still to be asked for. */
    List<Hole> without(Map<AuthorId, NavigableMap<Long, Long>> fetched) {
        List<Hole> left = new ArrayList<>();
        for (Hole hole : holes()) {
            long next = hole.firstSeq();
            NavigableMap<Long, Long> runs = fetched.getOrDefault(hole.author(), new TreeMap<>());
            for (Map.Entry<Long, Long> run : runs.tailMap(hole.firstSeq()).entrySet()) {
                next = run.getKey() == next ? run.getValue() + 1 : next;
            }
            if (next <= hole.lastSeq()) {
                left.add(new Hole(hole.author(), next, hole.lastSeq()));
            }
        }
        return left;
    }

    /** True when all that was stored can be read, as far as is known. */
    synchronized boolean isNone() {
        return pieces.isEmpty() && missing == 0;
    }

    /** How many events cannot be read. */
    synchronized long missing() {
        return missing;
    }

    /** How many damaged pieces were found so far. */
    synchronized long found() {
        return found;
    }
}
