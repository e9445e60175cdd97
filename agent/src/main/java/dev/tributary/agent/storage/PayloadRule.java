package dev.tributary.agent.storage;

import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whose payloads of which type are deleted when they are old. Headers, hashes, links and signatures stay. Whichever
 * limit is passed first counts; each log is measured by itself, and its newest event of such a type keeps its payload
 * whatever {@code bytes} says.
 *
 * @param whose whose
 * @param type a type of events, or with {@code .*} at its end the beginning of types
 * @param events that many newest events of such types keep theirs
 * @param bytes the newest keep theirs that take so much together
 * @param age payloads go that are older by their author's clock, which nobody vouches for
 * @since 0.1
 */
public record PayloadRule(Whose whose, String type, OptionalLong events, OptionalLong bytes, Optional<Duration> age) {
    private static final String ANY = ".*";

    /** A limit is passed by a tenth before segments are rewritten for it. */
    private static final int SLACK = 10;

    public PayloadRule {
        boolean none = events.isEmpty() && bytes.isEmpty() && age.isEmpty();
        boolean positive = events.orElse(1) > 0
                && bytes.orElse(1) > 0
                && age.map(most -> !most.isNegative() && !most.isZero()).orElse(true);
        if (type.isEmpty() || type.startsWith(RunCodec.RESERVED) || none || !positive) {
            throw new IllegalArgumentException(
                    "a rule of payloads has a type that is not the agent's own, and a limit, and positive ones");
        }
    }

    /** By age. */
    public PayloadRule(Whose whose, String type, Duration age) {
        this(whose, type, OptionalLong.empty(), OptionalLong.empty(), Optional.of(age));
    }

    /** True when it is about how much there is, and not about age alone. */
    boolean hasSize() {
        return events.isPresent() || bytes.isPresent();
    }

    /** True for events of its author and type. */
    boolean covers(AuthorId of, String eventType) {
        return whose.is(of) && covers(eventType);
    }

    boolean covers(String eventType) {
        return type.endsWith(ANY) ? eventType.startsWith(type.substring(0, type.length() - 1)) : eventType.equals(type);
    }

    /** When the payload of an event may go, Unix milliseconds. */
    long due(long timestamp) {
        return age.map(most -> timestamp + most.toMillis()).orElse(Long.MAX_VALUE);
    }

    /** When it has to have gone: a tenth of the age later, so that a segment is not rewritten for each event. */
    long overdue(long timestamp) {
        return age.map(most -> due(timestamp) + most.toMillis() / SLACK).orElse(Long.MAX_VALUE);
    }

    /** True when so many events with payloads of so many bytes are more than may stay. */
    boolean isPassed(long nowEvents, long nowBytes) {
        return nowEvents > 1 && (nowEvents > kept(events) || nowBytes > kept(bytes));
    }

    /** True when they are that by a tenth, so that some have to go. */
    boolean isFarPassed(long nowEvents, long nowBytes) {
        return nowEvents > 1
                && (nowEvents - kept(events) > kept(events) / SLACK || nowBytes - kept(bytes) > kept(bytes) / SLACK);
    }

    private static long kept(OptionalLong limit) {
        return limit.orElse(Long.MAX_VALUE);
    }
}
