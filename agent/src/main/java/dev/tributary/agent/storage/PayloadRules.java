package dev.tributary.agent.storage;

import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongBiFunction;

/** All rules for payloads together: whichever is due first counts. Safe from any thread. */
final class PayloadRules {
    private final List<PayloadRule> rules;
    private final InstantSource clock;

    PayloadRules(List<PayloadRule> rules, InstantSource clock) {
        this.rules = List.copyOf(rules);
        this.clock = clock;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** True when the payload of such an event may go now. */
    boolean isDue(AuthorId author, String type, long timestamp) {
        return first(author, type, timestamp, PayloadRule::due) <= clock.millis();
    }

    /** The run without what may go of it now; the run itself where that is nothing. */
    Run without(Run run, RunCodec codec) {
        return rules.isEmpty()
                ? run
                : codec.withoutPayloads(run, index -> isDue(run.author(), run.type(index), run.timestamp(index)));
    }

    /** When the first payload in a run has to have gone; empty when all may stay. */
    OptionalLong overdue(Run run) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < run.count(); i++) {
            if (run.payload(i).isPresent()) {
                first = Math.min(first, first(run.author(), run.type(i), run.timestamp(i), PayloadRule::overdue));
            }
        }
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** True when something is overdue since {@code overdue}. */
    boolean isPast(long overdue) {
        return overdue <= clock.millis();
    }

    private long first(AuthorId author, String type, long timestamp, ToLongBiFunction<PayloadRule, Long> when) {
        long first = Long.MAX_VALUE;
        for (PayloadRule rule : rules) {
            if (rule.covers(author, type)) {
                first = Math.min(first, when.applyAsLong(rule, timestamp));
            }
        }
        return first;
    }
}
