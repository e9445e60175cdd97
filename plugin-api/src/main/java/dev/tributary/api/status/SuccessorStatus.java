package dev.tributary.api.status;

import dev.tributary.api.model.AuthorId;
import java.util.Objects;

/**
 * An author whose log begins with the words that it goes on for another one. Several may name the same predecessor.
 *
 * @param author who says it, and has signed it
 * @param predecessor for whom it goes on
 * @param signature whether the predecessor's key says so too
 * @since 0.1
 */
public record SuccessorStatus(AuthorId author, AuthorId predecessor, Signature signature) {
    /** The predecessor's word. */
    public enum Signature {
        /** Its key has signed: whoever holds that key wanted it so. */
        VALID,
        /** There is none, as when the key is lost: anybody could have written this. */
        MISSING,
        /** What stands there was not signed by that key: somebody lies. */
        WRONG
    }

    public SuccessorStatus {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(predecessor, "predecessor");
        Objects.requireNonNull(signature, "signature");
    }

    /** True when both keys have signed. */
    public boolean verified() {
        return signature == Signature.VALID;
    }
}
