package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Optional;

/** The one encoding of runs (PROTOCOL section 3). Not safe for use by several threads at once. */
@SuppressWarnings("DoNotCallSuggester")
public final class RunCodec {
    private final LogLimits limits;

    public RunCodec(LogLimits limits) {
        this.limits = limits;
    }

    /** What decoding made of some bytes: a run, or the verdict against them. */
    public record Decoded(Optional<Run> run, Optional<Verdict> verdict) {}

    /** Decodes; never throws, whatever the bytes are. */
    public Decoded decode(Bytes encoded) {
        throw new UnsupportedOperationException(limits.toString());
    }

    /** Hashes all events of {@code run} for a run that is known to be good, such as one from our own disk. */
    public CheckedRun trust(SpaceId space, Run run) {
        throw new UnsupportedOperationException();
    }

    /** Numbers, links and signs drafts as one run. The drafts were validated and fit one run. */
    public CheckedRun sign(
            SpaceId space, EventSigner signer, long firstSeq, EventHash prev, long timestamp, List<EventDraft> drafts) {
        throw new UnsupportedOperationException();
    }

    /** Empty when a run can carry this draft; otherwise the verdict ({@code TooLarge}, {@code NotCanonical}). */
    public Optional<Verdict> validate(EventDraft draft) {
        throw new UnsupportedOperationException();
    }

    /** How many of {@code drafts}, from {@code from} on, fit one run together: at least 1. */
    public int fitting(List<EventDraft> drafts, int from) {
        throw new UnsupportedOperationException();
    }

    /**
     * The rest of a run from {@code firstSeq} on, covered by the same signature; the run itself when that is its first.
     */
    public Run rest(CheckedRun run, long firstSeq) {
        throw new UnsupportedOperationException();
    }

    /** The run without its payloads, for proofs and for those who want headers only. */
    public Run withoutPayloads(Run run) {
        throw new UnsupportedOperationException();
    }
}
