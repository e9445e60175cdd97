package dev.tributary.agent.storage;

import dev.tributary.agent.storage.SegmentReader.Found;
import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what may go: which runs at the oldest ends of logs, in segments that are worth to be rewritten for it. One
 * thread uses it.
 */
final class Retention {
    /** A segment is rewritten when at least this share of it goes: 1 in 4. */
    static final int SHARE = 4;

    private static final int RUNS_AT_ONCE = 20_000;
    private static final int PLACES_AT_ONCE = 256;
    private static final long LOOK_MILLIS = 60_000;
    private static final long PATIENCE_MILLIS = 600_000;

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final RetentionRules rules;
    private final Holders holders;
    private final InstantSource clock;
    private LogEnd lookedAt = LogEnd.NONE;
    private long lookedWhen;
    private long lookedChanges;
    private int waiting;
    private long waitingSince;
    private boolean told;

    Retention(RetentionRules rules, Holders holders, InstantSource clock) {
        this.rules = rules;
        this.holders = holders;
        this.clock = clock;
    }

    /** True when there was news since this was true last, or time has passed: then it is worth to look. */
    boolean isDue(LogEnd end) {
        long now = clock.millis();
        boolean news = !end.equals(lookedAt) || holders.changes() != lookedChanges;
        if (rules.all().isEmpty() || (!news && now - lookedWhen < LOOK_MILLIS)) {
            return false;
        }
        lookedChanges = holders.changes();
        lookedAt = end;
        lookedWhen = now;
        return true;
    }

    /** A run that may go. */
    private record Old(long lastSeq, int segment, long bytes) {}

    /**
     * What may go of the sealed segments now. A log that is to be refused soon, and could be shortened in the segment
     * that is written to, has the next one begun. The caller keeps segments from being taken away meanwhile.
     */
    RetentionFloors floors(SegmentLog log, RunIndex index, LogBook book, int active) throws IOException {
        Map<AuthorId, List<Old>> old = new LinkedHashMap<>();
        Set<AuthorId> urgent = new HashSet<>();
        int left = rules.all().isEmpty() ? 0 : RUNS_AT_ONCE;
        int waited = waiting;
        waiting = 0;
        for (AuthorLog author : book.logs()) {
            Optional<RetentionRule> rule = rules.of(author.head().author());
            if (left > 0 && rule.isPresent() && book.cut(author.head().author()).isEmpty()) {
                List<Old> runs = old(author, rule.get(), log, index, left);
                left -= runs.size();
                old.put(author.head().author(), runs);
                if (rule.get().isReached(author)) {
                    urgent.add(author.head().author());
                }
                if (rule.get().refuses() && runs.stream().anyMatch(run -> run.segment() == active)) {
                    log.leave(active);
                }
            }
        }
        tell(waited);
        return old.values().stream().allMatch(List::isEmpty) ? RetentionFloors.NONE : worth(old, urgent, log, active);
    }

    /** How many logs are longer than their rule says, as of the last look, since too few peers hold their oldest. */
    int waiting() {
        return waiting;
    }

    /** A wait is a matter of seconds while peers are there; the operator hears of one that lasts, and of its end. */
    private void tell(int waited) {
        long now = clock.millis();
        if (waiting == 0 || waited == 0) {
            waitingSince = now;
        }
        if (waiting > 0 && !told && now - waitingSince >= PATIENCE_MILLIS) {
            LOG.warn(
                    "{} logs have been longer than storage.retention says for {} minutes: fewer peers than its "
                            + "replicated=K hold their oldest events. Link more peers, or lower K.",
                    waiting,
                    (now - waitingSince) / 60_000);
            told = true;
        } else if (waiting == 0 && told) {
            LOG.info("No log waits for peers any more before it is shortened.");
            told = false;
        }
    }

    private List<Old> old(AuthorLog author, RetentionRule rule, SegmentLog log, RunIndex index, int most)
            throws IOException {
        List<Old> runs = new ArrayList<>();
        long next = author.firstSeq();
        long bytes = author.bytes();
        long now = clock.millis();
        long held = rule.replicated() == 0
                ? Long.MAX_VALUE
                : holders.heldBy(author.head().author(), rule.replicated());
        while (runs.size() < most) {
            long[] places = index.places(author.head().author(), next, PLACES_AT_ONCE);
            for (long place : places) {
                Found found = log.read(Place.segment(place), Place.offset(place));
                if (found == null) {
                    return runs;
                }
                Optional<StoredRun> run = RunBody.decodePreamble(found.kind(), found.body());
                long newer = author.head().seq() - run.map(StoredRun::lastSeq).orElse(0L);
                // What cannot be read ends it, and so does the newest run, which stays whatever a rule says.
                if (run.isEmpty() || newer < 1 || !rule.drops(run.get(), newer, bytes, now)) {
                    return runs;
                }
                if (run.get().lastSeq() > held) {
                    holders.ask(author.head().author(), run.get().lastSeq());
                    waiting++;
                    return runs;
                }
                long size = (long) RecordFrame.HEAD + found.body().remaining();
                runs.add(new Old(run.get().lastSeq(), Place.segment(place), size));
                bytes -= size;
                next = run.get().lastSeq() + 1;
            }
            if (places.length < PLACES_AT_ONCE) {
                return runs;
            }
        }
        return runs;
    }

    /**
     * Leaves out segments of which too little goes. A run can only go after those before it, so a segment that is left
     * out takes others with it: it is rewritten all the same when that sets enough of them free. For a full log, which
     * waits for room, nothing is too little.
     */
    private static RetentionFloors worth(Map<AuthorId, List<Old>> old, Set<AuthorId> urgent, SegmentLog log, int active)
            throws IOException {
        Map<Integer, Long> sizes = log.sizes();
        Set<Integer> kept = new HashSet<>(Set.of(active));
        while (true) {
            Going going = Going.of(old, urgent, sizes, kept);
            Map<Integer, Long> bytes = new HashMap<>(going.bytes());
            Set<Integer> tooLittle = new HashSet<>();
            going.bytes().forEach((segment, own) -> {
                long size = sizes.getOrDefault(segment, Long.MAX_VALUE);
                if (own * SHARE < size) {
                    Set<Integer> without = new HashSet<>(kept);
                    without.add(segment);
                    long frees =
                            going.sum() - Going.of(old, urgent, sizes, without).sum();
                    bytes.put(segment, frees);
                    if (frees * SHARE < size) {
                        tooLittle.add(segment);
                    }
                }
            });
            if (tooLittle.isEmpty()) {
                return new RetentionFloors(going.firstSeqs(), bytes);
            }
            kept.addAll(tooLittle);
        }
    }

    /** What goes when some segments are kept: bytes by segment, and where the logs begin then. */
    private record Going(Map<Integer, Long> bytes, Map<AuthorId, Long> firstSeqs) {
        static Going of(
                Map<AuthorId, List<Old>> old, Set<AuthorId> urgent, Map<Integer, Long> sizes, Set<Integer> kept) {
            Map<Integer, Long> bytes = new HashMap<>();
            Map<AuthorId, Long> firstSeqs = new HashMap<>();
            old.forEach((author, runs) -> {
                for (Old run : runs) {
                    if (kept.contains(run.segment())) {
                        break;
                    }
                    long least = urgent.contains(author) ? sizes.getOrDefault(run.segment(), 0L) / SHARE + 1 : 0;
                    bytes.merge(run.segment(), Math.max(least, run.bytes()), Long::sum);
                    firstSeqs.put(author, run.lastSeq() + 1);
                }
            });
            return new Going(bytes, firstSeqs);
        }

        long sum() {
            return bytes.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
