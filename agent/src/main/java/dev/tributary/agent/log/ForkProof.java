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
 * <pre>
 * [1, space, run, run]   each run a byte string: from the fork on, payloads only where their hash would be longer,
 *                        the one with the smaller hash at the fork first
 * </pre>
 *
 * @param space the space of both
 * @param author who did it
 * @param seq where they differ: the lowest such seq that the two runs show
 * @param first the smaller of the two hashes
 * @param second the larger one
 * @param encoded deterministic bytes of the whole proof, the same whoever builds it from the same runs
 */
public record ForkProof(SpaceId space, AuthorId author, long seq, EventHash first, EventHash second, Bytes encoded) {
    private static final int VERSION = 1;

    /** The last seq that stays valid. */
    public long cut() {
        return seq - 1;
    }

    /**
     * Builds a proof from two runs of one author; empty when they do not contradict each other. Their signatures are
     * taken for good: {@link #verify} looks at them.
     */
    public static Optional<ForkProof> of(SpaceId space, Run one, Run other, LogLimits limits) {
        RunCodec codec = new RunCodec(limits);
        return of(codec, codec.trust(space, one), codec.trust(space, other));
    }

    /** Reads and verifies a proof, both signatures included; empty when it proves nothing. Never throws. */
    public static Optional<ForkProof> verify(Bytes encoded, LogLimits limits) {
        try {
            return read(encoded, limits);
        } catch (MalformedCbor e) {
            return Optional.empty();
        }
    }

    private static Optional<ForkProof> of(RunCodec codec, CheckedRun one, CheckedRun other) {
        boolean comparable = one.author().equals(other.author())
                && GenesisEvent.foundsNoOther(one)
                && GenesisEvent.foundsNoOther(other);
        long seq = comparable ? lowestDifference(one, other) : 0;
        if (seq < 1) {
            return Optional.empty();
        }
        EventHash mine = one.shows(seq).orElseThrow();
        EventHash theirs = other.shows(seq).orElseThrow();
        boolean inOrder = mine.compareTo(theirs) < 0;
        CheckedRun first = inOrder ? one : other;
        CheckedRun second = inOrder ? other : one;
        Bytes encoded = write(one.space(), evidence(codec, first, seq), evidence(codec, second, seq));
        return Optional.of(new ForkProof(
                one.space(), one.author(), seq, inOrder ? mine : theirs, inOrder ? theirs : mine, encoded));
    }

    /** The lowest seq for which both show a hash, and not the same; 0 when there is none. */
    private static long lowestDifference(CheckedRun one, CheckedRun other) {
        long from = Math.max(one.run().firstSeq(), other.run().firstSeq()) - 1;
        long to = Math.min(one.run().lastSeq(), other.run().lastSeq());
        for (long seq = Math.max(1, from); seq <= to; seq++) {
            if (!one.shows(seq).equals(other.shows(seq))) {
                return seq;
            }
        }
        return 0;
    }

    /** The run from the fork on; from the event after it when the run only names the fork as its predecessor. */
    private static Run evidence(RunCodec codec, CheckedRun run, long seq) {
        return codec.evidence(run, Math.max(seq, run.run().firstSeq()));
    }

    private static Bytes write(SpaceId space, Run first, Run second) {
        CborWriter out =
                new CborWriter(first.encoded().size() + second.encoded().size() + 64);
        out.array(4);
        out.unsigned(VERSION);
        out.bytes(space.bytes());
        out.bytes(first.encoded());
        out.bytes(second.encoded());
        return out.toBytes();
    }

    private static Optional<ForkProof> read(Bytes encoded, LogLimits limits) throws MalformedCbor {
        if (encoded.size() > 2 * (limits.runBytes() + CborHeads.MAX_SIZE) + 64) {
            throw MalformedCbor.tooLarge("a proof is larger than two runs");
        }
        CborReader in = new CborReader(encoded.toArray());
        in.arrayOf(4);
        if (in.unsigned(Integer.MAX_VALUE) != VERSION) {
            throw MalformedCbor.because("a proof of another version");
        }
        SpaceId space = new SpaceId(in.bytesOf(SpaceId.SIZE).compact());
        RunCodec codec = new RunCodec(limits);
        Optional<Run> first = codec.decode(in.bytes(limits.runBytes())).run();
        Optional<Run> second = codec.decode(in.bytes(limits.runBytes())).run();
        in.end();
        if (first.isEmpty() || second.isEmpty()) {
            return Optional.empty();
        }
        CheckedRun one = codec.trust(space, first.get());
        CheckedRun other = codec.trust(space, second.get());
        SignatureRule signatures = new SignatureRule(1);
        // Only what we would have written ourselves: one proof has one encoding.
        return of(codec, one, other)
                .filter(proof -> proof.encoded().equals(encoded))
                .filter(proof -> signatures.covers(one) && signatures.covers(other));
    }
}
