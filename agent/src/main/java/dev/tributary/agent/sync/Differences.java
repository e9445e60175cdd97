package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a linked peer is known to hold more or less than we do, a page at a time. Of an author who is not named nothing
 * else is known: that both hold the same is proven by equal roots alone.
 *
 * @param equal true when the roots were proven equal and nothing has changed since
 * @param logs the logs that differ, sorted by author
 * @param next the author behind whom the next page begins; empty when this is the last one
 */
public record Differences(boolean equal, List<Difference> logs, Optional<AuthorId> next) {
    /** How many authors one page looks at, whether they differ or not: the caller's thread has other things to do. */
    static final int AUTHORS_AT_ONCE = 10_000;

    /**
     * One log.
     *
     * @param author whose log
     * @param seq our newest event, 0 for none
     * @param peerSeq the newest event that the peer is known to hold and that is worth having, 0 for none
     */
    public record Difference(AuthorId author, long seq, long peerSeq) {}

    public Differences {
        logs = List.copyOf(logs);
    }

    /** At most {@code limit} differences of authors behind {@code after}. */
    static Differences page(SyncState state, SyncSession session, Optional<AuthorId> after, int limit) {
        List<Difference> logs = new ArrayList<>();
        if (session.equal()) {
            return new Differences(true, logs, Optional.empty());
        }
        @Nullable AuthorId last = after.orElse(null);
        @Nullable AuthorId author = behind(state, session, last);
        for (int looked = 0; author != null && looked < AUTHORS_AT_ONCE && logs.size() < limit; looked++) {
            long known = session.heads.known(author);
            long seq = state.own.seq(author);
            long peerSeq = state.worth(author, known);
            if (known != PeerHeads.UNKNOWN && peerSeq != seq) {
                logs.add(new Difference(author, seq, peerSeq));
            }
            last = author;
            author = behind(state, session, last);
        }
        return new Differences(false, logs, author == null ? Optional.empty() : Optional.ofNullable(last));
    }

    private static @Nullable AuthorId behind(SyncState state, SyncSession session, @Nullable AuthorId author) {
        @Nullable AuthorId ours = state.own.behind(author);
        @Nullable AuthorId theirs = session.heads.behind(author);
        if (ours == null || theirs == null) {
            return ours == null ? theirs : ours;
        }
        return ours.compareTo(theirs) <= 0 ? ours : theirs;
    }
}
