package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;

/**
 * Proves that an author signed two histories (PROTOCOL section 5): two validly signed runs of the author that give two
 * different hashes for one seq, either as their own event or as the predecessor that their first event names.
 *
 * @param space the space of both
 * @param author who did it
 * @param seq where they differ: the lowest such seq that the two runs show
 * @param first the smaller of the two hashes
 * @param second the larger one
 * @param encoded deterministic bytes of the whole proof, the same whoever builds it from the same runs
 */
@SuppressWarnings("DoNotCallSuggester")
public record ForkProof(SpaceId space, AuthorId author, long seq, EventHash first, EventHash second, Bytes encoded) {
    /** The last seq that stays valid. */
    public long cut() {
        return seq - 1;
    }

    /** Builds a proof from two runs of one author; empty when they do not contradict each other. */
    public static Optional<ForkProof> of(SpaceId space, Run one, Run other, LogLimits limits) {
        throw new UnsupportedOperationException();
    }

    /** Reads and verifies a proof, both signatures included; empty when it proves nothing. Never throws. */
    public static Optional<ForkProof> verify(Bytes encoded, LogLimits limits) {
        throw new UnsupportedOperationException();
    }
}
