package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of whose log is kept. A log is only ever shortened from its oldest end, by whole runs, and never to nothing:
 * its newest run stays. Whichever limit is passed first counts.
 *
 * @param author whose log; empty for all authors but the own one
 * @param events that many newest events stay at least, and the rest goes
 * @param bytes oldest runs go while the log takes more on disk
 * @param age events go that are older by their author's clock, which nobody vouches for
 * @since 0.1
 */
public record RetentionRule(
        Optional<AuthorId> author, OptionalLong events, OptionalLong bytes, Optional<Duration> age) {
    public RetentionRule {
        boolean negative = events.orElse(1) < 1
                || bytes.orElse(1) < 1
                || age.map(Duration::isNegative).orElse(false);
        if (negative || (events.isEmpty() && bytes.isEmpty() && age.isEmpty())) {
            throw new IllegalArgumentException("a rule of retention has at least one limit, and positive ones");
        }
    }

    /**
     * True when a run has to go of which {@code newer} events and {@code bytesFrom} bytes, its own included, are here.
     */
    boolean drops(StoredRun run, long newer, long bytesFrom, long now) {
        return newer >= events.orElse(Long.MAX_VALUE)
                || bytesFrom > bytes.orElse(Long.MAX_VALUE)
                || age.map(most -> run.lastTimestamp() < now - most.toMillis()).orElse(false);
    }
}
