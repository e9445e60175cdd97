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

    private final AuthorId own;
    private final List<RetentionRule> rules;
    private final InstantSource clock;
    private LogEnd lookedAt = LogEnd.NONE;
    private long lookedWhen;

    /** The first rule that names an author counts, else the first that names none; the own log must be named. */
    Retention(AuthorId own, List<RetentionRule> rules, InstantSource clock) {
        this.own = own;
        this.rules = List.copyOf(rules);
        this.clock = clock;
    }

    /** True when there was news since this was true last, or time has passed: then it is worth to look. */
    boolean isDue(LogEnd end) {
        long now = clock.millis();
        if (rules.isEmpty() || (end.equals(lookedAt) && now - lookedWhen < LOOK_MILLIS)) {
            return false;
        }
        lookedAt = end;
        lookedWhen = now;
        return true;
    }

    /** A run that may go. */
    private record Old(long lastSeq, int segment, long bytes) {}

    /** What may go of the sealed segments now. The caller keeps segments from being taken away meanwhile. */
    RetentionFloors floors(SegmentLog log, RunIndex index, LogBook book, int active) throws IOException {
        Map<AuthorId, List<Old>> old = new LinkedHashMap<>();
        int left = rules.isEmpty() ? 0 : RUNS_AT_ONCE;
        for (AuthorLog author : book.logs()) {
            Optional<RetentionRule> rule = rule(author.head().author());
            if (left > 0 && rule.isPresent() && book.cut(author.head().author()).isEmpty()) {
                List<Old> runs = old(author, rule.get(), log, index, left);
                left -= runs.size();
                old.put(author.head().author(), runs);
            }
        }
        return old.values().stream().allMatch(List::isEmpty) ? RetentionFloors.NONE : worth(old, log, active);
    }

    private Optional<RetentionRule> rule(AuthorId author) {
        return rules.stream()
                .filter(rule -> rule.author().filter(author::equals).isPresent())
                .findFirst()
                .or(() -> rules.stream()
                        .filter(rule -> rule.author().isEmpty() && !author.equals(own))
                        .findFirst());
    }

    private List<Old> old(AuthorLog author, RetentionRule rule, SegmentLog log, RunIndex index, int most)
            throws IOException {
        List<Old> runs = new ArrayList<>();
        long next = author.firstSeq();
        long bytes = author.bytes();
        long now = clock.millis();
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
     * Leaves out segments of which too little goes. A run can only go after those before it, so each segment that is
     * left out may take others with it.
     */
    private static RetentionFloors worth(Map<AuthorId, List<Old>> old, SegmentLog log, int active) throws IOException {
        Map<Integer, Long> sizes = log.sizes();
        Set<Integer> kept = new HashSet<>(Set.of(active));
        while (true) {
            Map<Integer, Long> bytes = new HashMap<>();
            Map<AuthorId, Long> firstSeqs = new HashMap<>();
            old.forEach((author, runs) -> {
                for (Old run : runs) {
                    if (kept.contains(run.segment())) {
                        break;
                    }
                    bytes.merge(run.segment(), run.bytes(), Long::sum);
                    firstSeqs.put(author, run.lastSeq() + 1);
                }
            });
            List<Integer> tooLittle = bytes.entrySet().stream()
                    .filter(entry -> entry.getValue() * SHARE < sizes.getOrDefault(entry.getKey(), Long.MAX_VALUE))
                    .map(Map.Entry::getKey)
                    .toList();
            if (tooLittle.isEmpty()) {
                return new RetentionFloors(firstSeqs, bytes);
            }
            kept.addAll(tooLittle);
        }
    }
}
