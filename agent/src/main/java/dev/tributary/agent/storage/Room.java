package dev.tributary.agent.storage;

import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which logs take no new events, since their rule refuses new ones instead of giving up old ones. A log is full once it
 * has reached a limit, so the run that reaches it is still taken. The writer asks; {@link #full} is safe from any
 * thread.
 */
final class Room {
    private final RetentionRules rules;
    private final LogBook book;
    private final boolean refuses;
    private final Set<AuthorId> full = ConcurrentHashMap.newKeySet();

    Room(RetentionRules rules, LogBook book) {
        this.rules = rules;
        this.book = book;
        this.refuses = rules.all().stream().anyMatch(RetentionRule::refuses);
        if (refuses) {
            book.logs().forEach(log -> look(log.head().author()));
        }
    }

    /** True when the log of another author takes no more beside what is staged. */
    boolean isFull(AuthorId author, Staged staged) {
        Optional<RetentionRule> rule = refuses ? rules.of(author) : Optional.empty();
        boolean reached = rule.isPresent() && rule.get().isReached(events(author, staged, 0), bytes(author, staged, 0));
        if (reached) {
            full.add(author);
        }
        return reached;
    }

    /** Why no own event is taken behind what is staged and waits to be signed; empty when it is. */
    Optional<PublishException> refusal(Staged staged, long waitingEvents, long waitingBytes) {
        Optional<RetentionRule> rule = refuses ? rules.of(rules.own()) : Optional.empty();
        boolean reached = rule.isPresent()
                && rule.get()
                        .isReached(
                                events(rules.own(), staged, waitingEvents), bytes(rules.own(), staged, waitingBytes));
        if (!reached) {
            return Optional.empty();
        }
        full.add(rules.own());
        return Optional.of(new PublishException(Reason.FULL, sentence(rule.get())));
    }

    private static String sentence(RetentionRule rule) {
        String limit = rule.events().isPresent()
                ? rule.events().getAsLong() + " events"
                : rule.bytes().orElse(0) + " bytes";
        String way = rule.replicated() == 0
                ? "raise the limit, or take refuse out of the rule."
                : "it goes on by itself once " + rule.replicated() + " peers hold what is oldest; or raise the limit.";
        return "This agent's own log has reached its limit of " + limit
                + ", and its rule in storage.retention refuses more: " + way;
    }

    /** Takes notice of what was committed. */
    void look(List<CommittedRun> runs) {
        if (refuses) {
            runs.forEach(run -> look(run.run().author()));
        }
    }

    private void look(AuthorId author) {
        if (reached(author)) {
            full.add(author);
        }
    }

    /** Authors whose logs take nothing now, this agent's own among them. */
    Set<AuthorId> full() {
        full.removeIf(author -> !reached(author));
        return Set.copyOf(full);
    }

    private boolean reached(AuthorId author) {
        return book.log(author)
                .map(log -> rules.of(author).map(rule -> rule.isReached(log)).orElse(false))
                .orElse(false);
    }

    private long events(AuthorId author, Staged staged, long more) {
        return staged.head(author).map(AuthorHead::seq).orElse(0L) - book.firstSeq(author) + 1 + more;
    }

    private long bytes(AuthorId author, Staged staged, long more) {
        return book.log(author).map(AuthorLog::bytes).orElse(0L) + staged.bytes(author) + more;
    }
}
