package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import java.util.Objects;
import java.util.Optional;

/**
 * On which terms runs of a peer are taken. The exceptions name one author each, so that an answer about one log opens no
 * other.
 *
 * @param payloads true when a run that lacks a payload is refused with {@link Verdict.PayloadsMissing}; those of the
 *     own author always are
 * @param bare whose runs are taken without payloads all the same, since nobody has them whole
 * @param begins whose log may begin, or go on, with a run whose predecessor is not here, since nobody keeps that
 */
public record Terms(boolean payloads, Optional<AuthorId> bare, Optional<AuthorId> begins) {
    /** With or without payloads. */
    public static final Terms ANY = new Terms(false, Optional.empty(), Optional.empty());

    /** With payloads only. */
    public static final Terms WHOLE = new Terms(true, Optional.empty(), Optional.empty());

    public Terms {
        Objects.requireNonNull(bare, "bare");
        Objects.requireNonNull(begins, "begins");
    }

    /** The usual terms for a peer of whom payloads are wanted, or are not. */
    public static Terms of(boolean payloads) {
        return payloads ? WHOLE : ANY;
    }

    /** True when a run of {@code author}, which is this agent's own or is not, is taken without payloads. */
    public boolean takesBare(AuthorId author, boolean own) {
        return bare.filter(author::equals).isPresent() || !(payloads || own);
    }

    /** True when a log of {@code author} may begin with a run whose predecessor is not here. */
    public boolean mayBegin(AuthorId author) {
        return begins.filter(author::equals).isPresent();
    }
}
