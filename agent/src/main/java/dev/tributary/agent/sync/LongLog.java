package dev.tributary.agent.sync;

import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One log that is fetched in parts from several peers at once, and joined in order.
 *
 * <pre>
 *   our head   handed            asked             what the peers offer
 *      |---------|-----------------|------------------------|
 *                 parts under way, and runs that came early
 * </pre>
 *
 * A run goes to the store when it is next in line, so the store never sees one whose predecessor is missing; before its
 * turn it waits here, unverified, since only the run before it says what it must link to. The bound is the one of
 * everything that waits for a predecessor: no part is asked for that ends more than {@link SyncLimits#earlyEvents}
 * beyond what was handed over, and bytes beyond {@link SyncLimits#earlyBytes} are dropped and asked for again.
 *
 * <p>A part consists of the runs that begin in it, so parts meet without a gap or an overlap wherever the peers divide
 * the log into the same runs. Where they do not, the gap is asked for by itself.
 */
final class LongLog {
    /** So many events make a part: some full runs, a fraction of a second on most links. */
    static final long PART_EVENTS = 1_024;

    final AuthorId author;
    private final SyncLimits limits;
    private final Map<Long, TreeMap<Long, LogPart>> open = new HashMap<>();
    private final TreeMap<Long, Long> lost = new TreeMap<>();
    private final TreeMap<Long, Piece> early = new TreeMap<>();
    private long earlyBytes;
    private int earlyEvents;
    private long handed;
    private long asked;

    /** A run and where it came from. */
    record Piece(long link, AuthorId peer, long requestId, Bytes run, RunSpan span) {
        boolean sameAnswer(Piece other) {
            return link == other.link && requestId == other.requestId;
        }

        /** What it takes when it is unpacked. */
        long bytes() {
            return PackedRun.plainSize(run);
        }
    }

    /**
     * What to ask for next.
     *
     * @param whole false when the first event may be inside a run
     * @param link who should be asked, if somebody in particular
     */
    record Ask(long after, long until, boolean whole, OptionalLong link) {}

    LongLog(AuthorId author, long seq, SyncLimits limits) {
        this.author = author;
        this.limits = limits;
        this.handed = seq;
        this.asked = seq;
    }

    /** What should be asked for now, of a log that peers offer up to {@code target}; empty while enough is. */
    Optional<Ask> next(long target) {
        while (!lost.isEmpty()) {
            Map.Entry<Long, Long> part = lost.pollFirstEntry();
            if (part.getValue() > handed) {
                long after = Math.max(part.getKey(), handed);
                lost.put(after, part.getValue());
                return Optional.of(new Ask(after, part.getValue(), after > handed, OptionalLong.empty()));
            }
        }
        if (handed < asked && !beginsAtTheFront()) {
            return Optional.of(gap());
        }
        asked = Math.max(asked, handed);
        long until = asked + PART_EVENTS;
        boolean room = until <= handed + limits.earlyEvents() && until + PART_EVENTS <= target;
        return room ? Optional.of(new Ask(asked, until, asked > handed, OptionalLong.empty())) : Optional.empty();
    }

    /** True while a part is under way that brings the run behind what was handed over. */
    private boolean beginsAtTheFront() {
        return open.values().stream()
                .flatMap(parts -> parts.values().stream())
                .anyMatch(part -> part.after <= handed && part.end <= Math.max(handed, part.after));
    }

    /** Who sent what comes behind the gap has a run that ends where that begins. */
    private Ask gap() {
        long until = asked;
        OptionalLong link = OptionalLong.empty();
        for (TreeMap<Long, LogPart> parts : open.values()) {
            Long behind = parts.higherKey(handed);
            until = behind == null ? until : Math.min(until, behind);
        }
        if (!early.isEmpty() && early.firstKey() - 1 <= until) {
            until = early.firstKey() - 1;
            link = OptionalLong.of(early.firstEntry().getValue().link());
        }
        return new Ask(handed, until, false, link);
    }

    /** True when everything else waits for it. */
    boolean nextInLine(Ask ask) {
        return ask.after() <= handed;
    }

    /** True when what came early waits for this part. */
    boolean waitsFor(LogPart part) {
        return part.after <= handed;
    }

    /** A peer is asked for it. */
    LogPart asked(Ask ask, long link) {
        LogPart part = new LogPart(this, ask);
        lost.remove(ask.after());
        asked = Math.max(asked, ask.until());
        open.computeIfAbsent(link, key -> new TreeMap<>()).put(part.after, part);
        return part;
    }

    /** Runs came for a part; answers with all that are next in line now. */
    List<Piece> arrived(LogPart part, List<Piece> pieces) {
        List<Piece> ready = new ArrayList<>();
        for (Piece piece : pieces) {
            RunSpan span = piece.span();
            if (!span.author().equals(author) || span.firstSeq() <= handed + 1) {
                ready.add(piece);
                handed(span);
            } else if (!keep(piece)) {
                // The part counts as come up to here; the rest of it is asked for when there is room.
                continue;
            }
            if (span.author().equals(author)) {
                part.end = Math.max(part.end, span.lastSeq());
            }
        }
        takeEarly(ready);
        return ready;
    }

    private boolean keep(Piece piece) {
        boolean fits = earlyBytes + piece.bytes() <= limits.earlyBytes()
                && earlyEvents + piece.span().count() <= limits.earlyEvents() + PART_EVENTS;
        if (fits && early.putIfAbsent(piece.span().firstSeq(), piece) == null) {
            earlyBytes += piece.bytes();
            earlyEvents += piece.span().count();
        }
        return fits;
    }

    private void takeEarly(List<Piece> ready) {
        while (!early.isEmpty() && early.firstKey() <= handed + 1) {
            Piece next = early.pollFirstEntry().getValue();
            earlyBytes -= next.bytes();
            earlyEvents -= next.span().count();
            if (next.span().lastSeq() > handed) {
                ready.add(next);
                handed(next.span());
            }
        }
    }

    /** A run goes to the store. */
    void handed(RunSpan span) {
        if (span.author().equals(author) && span.firstSeq() <= handed + 1) {
            handed = Math.max(handed, span.lastSeq());
        }
    }

    /** What arrived early and is next in line since something else was handed over. */
    List<Piece> ready() {
        List<Piece> ready = new ArrayList<>();
        takeEarly(ready);
        return ready;
    }

    /** A part was answered; {@code whole} when all of it came, otherwise the rest is asked for again. */
    void closed(LogPart part, long link, boolean whole) {
        TreeMap<Long, LogPart> parts = open.get(link);
        if (parts == null || !parts.remove(part.after, part)) {
            return;
        }
        if (parts.isEmpty()) {
            open.remove(link);
        }
        long rest = Math.max(part.end, Math.min(handed, part.until));
        if (!whole && rest < part.until) {
            lost.put(rest, part.until);
        }
    }

    /** The link is gone, and with it the rest of the parts that it was asked for. */
    void linkDown(long link) {
        for (LogPart part : List.copyOf(open.getOrDefault(link, new TreeMap<>()).values())) {
            closed(part, link, false);
        }
    }

    /** True when all that was asked for has been handed over. */
    boolean done() {
        return open.isEmpty() && lost.isEmpty() && early.isEmpty() && handed >= asked;
    }

    /** True when nothing is under way: what waits here waits for nothing. */
    boolean idle() {
        return open.isEmpty();
    }

    /** Events that wait for their predecessor. */
    int earlyEvents() {
        return earlyEvents;
    }

    /** Bytes that wait for their predecessor. */
    long earlyBytes() {
        return earlyBytes;
    }
}
