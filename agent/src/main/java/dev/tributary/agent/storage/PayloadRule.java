package dev.tributary.agent.storage;

import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import java.time.Duration;
import java.util.Optional;

/**
 * Whose payloads of which type are deleted when they are old. Headers, hashes, links and signatures stay.
 *
 * @param author whose; empty for all authors
 * @param type a type of events, or with {@code .*} at its end the beginning of types
 * @param age payloads go that are older by their author's clock, which nobody vouches for
 * @since 0.1
 */
public record PayloadRule(Optional<AuthorId> author, String type, Duration age) {
    private static final String ANY = ".*";

    public PayloadRule {
        if (type.isEmpty() || type.startsWith(RunCodec.RESERVED) || age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("a rule of payloads has a type that is not the agent's own, and an age");
        }
    }

    /** True for events of its author and type. */
    boolean covers(AuthorId of, String eventType) {
        boolean named = type.endsWith(ANY)
                ? eventType.startsWith(type.substring(0, type.length() - 1))
                : eventType.equals(type);
        return named && author.map(of::equals).orElse(true);
    }

    /** When the payload of an event may go, Unix milliseconds. */
    long due(long timestamp) {
        return timestamp + age.toMillis();
    }

    /** When it has to have gone: a tenth of the age later, so that a segment is not rewritten for each event. */
    long overdue(long timestamp) {
        return due(timestamp) + age.toMillis() / 10;
    }
}
