package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import java.util.Optional;

/** How our head of one author stands against a peer's. */
public sealed interface ChainStatus {
    /** Both hold the same. */
    record Synced() implements ChainStatus {}

    /** We hold {@code events} more. */
    record Ahead(long events) implements ChainStatus {}

    /** The peer holds {@code events} more. */
    record Behind(long events) implements ChainStatus {}

    /** Two hashes at one seq. */
    record Forked(long seq) implements ChainStatus {}

    /** Compares heads of one author; empty means that a side holds nothing. */
    static ChainStatus compare(Optional<AuthorHead> ours, Optional<AuthorHead> theirs) {
        long mine = ours.map(AuthorHead::seq).orElse(0L);
        long other = theirs.map(AuthorHead::seq).orElse(0L);
        if (mine != other) {
            return mine > other ? new Ahead(mine - other) : new Behind(other - mine);
        }
        return ours.equals(theirs) ? new Synced() : new Forked(mine);
    }
}
