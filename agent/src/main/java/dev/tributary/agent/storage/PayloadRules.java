package dev.tributary.agent.storage;

import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All rules for payloads together: whichever is due first counts. Where one is about how much there is,
 * {@link PayloadWindows} finds out from which seq on payloads stay. Safe from any thread.
 */
final class PayloadRules {
    private final List<PayloadRule> rules;
    private final InstantSource clock;
    private final Map<OfLog, Long> floors = new ConcurrentHashMap<>();

    /** What a rule means for one log. */
    record OfLog(PayloadRule rule, AuthorId author) {}

    PayloadRules(List<PayloadRule> rules, InstantSource clock) {
        this.rules = List.copyOf(rules);
        this.clock = clock;
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Those about how much there is. */
    List<PayloadRule> bySize() {
        return rules.stream().filter(PayloadRule::hasSize).toList();
    }

    /** True when one is about age. */
    boolean haveAge() {
        return rules.stream().anyMatch(rule -> rule.age().isPresent());
    }

    /** From now on payloads of the log stay from {@code seq} on as far as the rule goes, and go below. */
    void keepFrom(OfLog log, long seq) {
        floors.put(log, seq);
    }

    /** True when the payload of such an event may go now. */
    boolean isDue(AuthorId author, String type, long seq, long timestamp) {
        for (PayloadRule rule : rules) {
            if (rule.covers(author, type)
                    && (rule.due(timestamp) <= clock.millis()
                            || seq < floors.getOrDefault(new OfLog(rule, author), 0L))) {
                return true;
            }
        }
        return false;
    }

    /** The run without what may go of it now; the run itself where that is nothing. */
    Run without(Run run, RunCodec codec) {
        return rules.isEmpty()
                ? run
                : codec.withoutPayloads(
                        run,
                        index -> isDue(run.author(), run.type(index), run.firstSeq() + index, run.timestamp(index)));
    }

    /** When the first payload in a run is too old; empty when all may stay. */
    OptionalLong overdue(Run run) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < run.count(); i++) {
            for (PayloadRule rule : rules) {
                if (run.payload(i).isPresent() && rule.covers(run.author(), run.type(i))) {
                    first = Math.min(first, rule.overdue(run.timestamp(i)));
                }
            }
        }
        return first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** True when something is overdue since {@code overdue}. */
    boolean isPast(long overdue) {
        return overdue <= clock.millis();
    }
}
