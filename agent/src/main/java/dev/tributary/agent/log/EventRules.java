package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;

/**
 * Decides about a run that is offered to the log, cheap checks first: limits and canonical form, author admitted and
 * not frozen, already known, seq and prev fit the head, signature (PROTOCOL section 2). A run that is neither refused
 * by a cheap check nor known to the last byte needs a valid signature for any other verdict than
 * {@link Verdict.InvalidSignature}: so nobody can fill a buffer or accuse an author with garbage. Not safe for use by
 * several threads at once.
 */
public final class EventRules {
    private final SpaceId space;
    private final RunCodec codec;
    private final SignatureRule signatures;

    public EventRules(SpaceId space, LogLimits limits) {
        this(space, limits, new SignatureRule());
    }

    EventRules(SpaceId space, LogLimits limits, SignatureRule signatures) {
        this.space = space;
        this.codec = new RunCodec(limits);
        this.signatures = signatures;
    }

    /** The verdict on {@code encoded}; {@code view} is asked, never changed. */
    public Verdict check(Bytes encoded, LogView view) {
        RunCodec.Decoded decoded = codec.decode(encoded);
        return decoded.run().isPresent()
                ? check(decoded.run().get(), view)
                : decoded.verdict().orElseThrow();
    }

    /** True when the signature at the end of a run, which was stored once, is its author's. */
    public boolean isSigned(CheckedRun run) {
        return signatures.covers(run);
    }

    /** The verdict on a run that was decoded already. */
    public Verdict check(Run run, LogView view) {
        if (!view.admitted(run.author())) {
            return new Verdict.NotAdmitted();
        }
        Optional<AuthorHead> head = view.head(run.author());
        long headSeq = head.map(AuthorHead::seq).orElse(0L);
        long cut = view.cut(run.author()).orElse(Long.MAX_VALUE);
        if (run.lastSeq() > cut && (run.firstSeq() > cut || headSeq >= cut)) {
            return frozen(run, cut, headSeq, view);
        }
        CheckedRun hashed = codec.trust(space, run);
        if (!GenesisEvent.foundsNoOther(hashed)) {
            return new Verdict.NotCanonical("a genesis event of another space");
        }
        if (run.lastSeq() <= headSeq) {
            return known(hashed, view);
        }
        if (!signatures.covers(hashed)) {
            return new Verdict.InvalidSignature();
        }
        if (run.firstSeq() > headSeq + 1) {
            return new Verdict.Gap(headSeq + 1);
        }
        EventHash headHash = head.map(AuthorHead::hash).orElse(EventHash.NONE);
        if (!hashed.shows(headSeq).orElseThrow().equals(headHash)) {
            return forked(hashed, headSeq, view);
        }
        return new Verdict.Accepted(codec.restOf(hashed, headSeq + 1));
    }

    /** The run ends after the cut and adds nothing below. It may still prove a fork there, which lowers the cut. */
    private Verdict frozen(Run run, long cut, long headSeq, LogView view) {
        long meets = Math.min(cut, headSeq);
        if (meets >= 1 && run.firstSeq() - 1 <= meets) {
            CheckedRun hashed = codec.trust(space, run);
            Optional<EventHash> ours = view.hashAt(run.author(), meets);
            if (ours.isPresent()
                    && !ours.equals(hashed.shows(meets))
                    && GenesisEvent.foundsNoOther(hashed)
                    && signatures.covers(hashed)) {
                return forked(hashed, meets, view);
            }
        }
        return new Verdict.Frozen(cut);
    }

    /** All its seqs are here already: the same events, or others. */
    private Verdict known(CheckedRun run, LogView view) {
        long last = run.run().lastSeq();
        Optional<EventHash> ours = view.hashAt(run.author(), last);
        if (ours.isEmpty() || ours.get().equals(run.hash(run.count() - 1))) {
            return new Verdict.Duplicate();
        }
        return signatures.covers(run) ? forked(run, last, view) : new Verdict.InvalidSignature();
    }

    /**
     * The run is signed and differs from our log at {@code seq}. Since each hash commits to all before it, the two
     * differ from some seq on for good: a binary search finds the lowest that can be told from what is kept here.
     */
    private static Verdict forked(CheckedRun run, long seq, LogView view) {
        if (view.hashAt(run.author(), seq).isEmpty()) {
            return new Verdict.PrevMismatch(seq + 1);
        }
        long same = Math.max(1, run.run().firstSeq() - 1) - 1;
        long different = seq;
        while (different - same > 1) {
            long middle = (same + different) >>> 1;
            Optional<EventHash> ours = view.hashAt(run.author(), middle);
            if (ours.isEmpty() || ours.equals(run.shows(middle))) {
                same = middle;
            } else {
                different = middle;
            }
        }
        return new Verdict.Forked(different, run);
    }
}
