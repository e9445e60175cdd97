package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was offered to the log, with what has been found out about it: its parts, the hashes of its events,
 * whether it is signed. Each is found out once, when it is first asked for. None of it depends on the log, so another
 * thread than the one that decides may do that work before ({@link EventRules#prepare}). One thread at a time uses it.
 */
public final class OfferedRun {
    private @Nullable Bytes encoded;
    private RunCodec.@Nullable Decoded decoded;
    private @Nullable CheckedRun hashed;
    private @Nullable Boolean signed;

    private OfferedRun(@Nullable Bytes encoded, RunCodec.@Nullable Decoded decoded) {
        this.encoded = encoded;
        this.decoded = decoded;
    }

    /** Any bytes; whether they are a run is found out as well. */
    public static OfferedRun of(Bytes encoded) {
        return new OfferedRun(encoded, null);
    }

    /** A run that was decoded already. */
    public static OfferedRun of(Run run) {
        return new OfferedRun(null, new RunCodec.Decoded(Optional.of(run), Optional.empty()));
    }

    /** The run, or the verdict against the bytes. */
    public RunCodec.Decoded decoded(RunCodec codec) {
        RunCodec.Decoded known = decoded;
        if (known == null) {
            known = codec.decode(encoded == null ? Bytes.EMPTY : encoded);
            decoded = known;
            // A run has its own copy.
            encoded = null;
        }
        return known;
    }

    /** The hashes; only for what is a run. */
    CheckedRun hashed(RunCodec codec, SpaceId space) {
        CheckedRun known = hashed;
        if (known == null) {
            known = codec.trust(space, decoded(codec).run().orElseThrow());
            hashed = known;
        }
        return known;
    }

    /** Whether the signature is its author's; only for what is a run. */
    boolean isSigned(RunCodec codec, SpaceId space, SignatureRule rule) {
        Boolean known = signed;
        if (known == null) {
            known = rule.covers(hashed(codec, space));
            signed = known;
        }
        return known;
    }
}
