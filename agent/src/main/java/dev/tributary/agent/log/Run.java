package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;

/**
 * Contiguous events of one author closed by one signature, as decoded from its one encoding (PROTOCOL section 3). Well
 * formed and within the limits; whether it is linked and truly signed is for {@link EventRules} to say.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Run {
    private final Bytes encoded;

    Run(Bytes encoded) {
        this.encoded = encoded;
    }

    /** Whose events. */
    public AuthorId author() {
        throw new UnsupportedOperationException();
    }

    /** The seq of the first event. */
    public long firstSeq() {
        throw new UnsupportedOperationException();
    }

    /** The seq of the last event. */
    public long lastSeq() {
        return firstSeq() + count() - 1;
    }

    /** The number of events, 1 to 256. */
    public int count() {
        throw new UnsupportedOperationException();
    }

    /** The hash of the event before the first. */
    public EventHash prev() {
        throw new UnsupportedOperationException();
    }

    /** 64 bytes: the author's signature over the last event. */
    public Bytes signature() {
        throw new UnsupportedOperationException();
    }

    /** The bytes on the wire and on disk. */
    public Bytes encoded() {
        return encoded;
    }
}
