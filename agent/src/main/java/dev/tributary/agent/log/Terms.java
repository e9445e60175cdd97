package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import java.util.Map;
import java.util.Set;

/**
 * On which terms runs of a peer are taken. The exceptions name their authors, so that an answer about one log opens no
 * other.
 *
 * @param payloads true when a run that lacks a payload is refused with {@link Verdict.PayloadsMissing}; those of the
 *     own author always are
 * @param bare whose runs are taken without payloads all the same, since nobody has them whole
 * @param begins whose log may begin, or go on, with a run whose predecessor is not here, since nobody keeps that: as
 *     long as what is here ends at this seq, 0 for nothing
 */
public record Terms(boolean payloads, Set<AuthorId> bare, Map<AuthorId, Long> begins) {
    /** With or without payloads. */
    public static final Terms ANY = new Terms(false, Set.of(), Map.of());

    /** With payloads only. */
    public static final Terms WHOLE = new Terms(true, Set.of(), Map.of());

    public Terms {
        bare = Set.copyOf(bare);
        begins = Map.copyOf(begins);
    }

    /** The usual terms for a peer of whom payloads are wanted, or are not. */
    public static Terms of(boolean payloads) {
        return payloads ? WHOLE : ANY;
    }

    /** True when a run of {@code author}, which is this agent's own or is not, is taken without payloads. */
    public boolean takesBare(AuthorId author, boolean own) {
        return bare.contains(author) || !(payloads || own);
    }

    /** True when a log of {@code author} that ends at {@code seq} here may go on with a run that does not follow. */
    public boolean mayBegin(AuthorId author, long seq) {
        return begins.getOrDefault(author, -1L) == seq;
    }
}
