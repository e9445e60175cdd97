package dev.tributary.agent.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of whose log is kept. A log is only ever shortened from its oldest end, by whole runs, and never to nothing:
 * its newest run stays. Whichever limit is passed first counts.
 *
 * @param whose whose log
 * @param events that many newest events stay at least, and the rest goes
 * @param bytes oldest runs go while the log takes more on disk
 * @param age events go that are older by their author's clock, which nobody vouches for
 * @param replicated nothing goes before that many peers are known to hold it; 0 for none
 * @param refuses true when new events are refused at {@code events} and {@code bytes}: for want of room nothing goes
 *     then, or, where peers must hold it first, what is beyond three quarters
 * @since 0.1
 */
public record RetentionRule(
        Whose whose, OptionalLong events, OptionalLong bytes, Optional<Duration> age, int replicated, boolean refuses) {
    /** Old events go, whoever holds them. */
    public RetentionRule(Whose whose, OptionalLong events, OptionalLong bytes, Optional<Duration> age) {
        this(whose, events, bytes, age, 0, false);
    }

    public RetentionRule {
        boolean negative = events.orElse(1) < 1
                || bytes.orElse(1) < 1
                || age.map(Duration::isNegative).orElse(false);
        if (negative || (events.isEmpty() && bytes.isEmpty() && age.isEmpty())) {
            throw new IllegalArgumentException("a rule of retention has at least one limit, and positive ones");
        }
        if (replicated < 0 || (refuses && events.isEmpty() && bytes.isEmpty())) {
            throw new IllegalArgumentException("peers are counted from 0 on, and who refuses has a size to refuse at");
        }
    }

    /**
     * True when a run has to go of which {@code newer} events and {@code bytesFrom} bytes, its own included, are here.
     */
    boolean drops(StoredRun run, long newer, long bytesFrom, long now) {
        return newer >= kept(events)
                || bytesFrom > kept(bytes)
                || age.map(most -> run.lastTimestamp() < now - most.toMillis()).orElse(false);
    }

    /** Down to where a log is shortened for want of room. */
    private long kept(OptionalLong limit) {
        if (limit.isEmpty() || (refuses && replicated == 0)) {
            return Long.MAX_VALUE;
        }
        long most = limit.getAsLong();
        return refuses ? Math.max(1, most - most / 4) : most;
    }

    /** True when a log of that size takes no more. */
    boolean isReached(long nowEvents, long nowBytes) {
        return refuses && (nowEvents >= events.orElse(Long.MAX_VALUE) || nowBytes >= bytes.orElse(Long.MAX_VALUE));
    }

    /** True when a log takes no more. */
    boolean isReached(AuthorLog log) {
        return isReached(log.head().seq() - log.firstSeq() + 1, log.bytes());
    }
}
