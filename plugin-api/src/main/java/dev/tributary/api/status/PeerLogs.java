package dev.tributary.api.status;

import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A page of the logs that differ between this agent and one peer, as far as the two have told each other. A log that is
 * not listed is not known to differ; that it is equal is proven only when {@code rootsEqual}, or by a later proof.
 *
 * @param peer the peer's author key
 * @param linked false when there is no link to the peer: then nothing is known
 * @param rootsEqual true when both sides proved to hold the same heads and nothing has changed since
 * @param differing the logs that differ, sorted by author
 * @param next the author behind whom the next page begins; empty when this is the last one. A page may be shorter than
 *     asked for, even empty, and still have a next one
 * @since 0.1
 */
public record PeerLogs(
        AuthorId peer, boolean linked, boolean rootsEqual, List<PeerLog> differing, Optional<AuthorId> next) {
    /** The most logs in one page. */
    public static final int MAX_PAGE = 1_000;

    /**
     * One log, here and at the peer.
     *
     * @param author whose log
     * @param seq the newest event here, 0 for none
     * @param peerSeq the newest event that the peer is known to hold, 0 for none; events after a fork's cut do not
     *     count
     */
    public record PeerLog(AuthorId author, long seq, long peerSeq) {
        public PeerLog {
            Objects.requireNonNull(author, "author");
        }

        /** Events that the peer has and this agent lacks. */
        public long behind() {
            return Math.max(0, peerSeq - seq);
        }

        /** Events that this agent has and the peer is not known to have. */
        public long ahead() {
            return Math.max(0, seq - peerSeq);
        }
    }

    public PeerLogs {
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(next, "next");
        differing = List.copyOf(differing);
    }
}
