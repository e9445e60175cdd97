package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Tells one peer which forks are proven here, one proof after the other as the link takes them. Proofs are large and
 * there may be one for each author, so they stay in the store until it is their turn.
 */
final class ProofTalk {
    private final SyncState state;
    private final long link;
    private final Set<AuthorId> due;
    private final Map<AuthorId, Long> known = new HashMap<>();
    private final BooleanSupplier writable;
    private boolean begun;
    private boolean reading;
    private long readCut;

    /** {@code due} holds the authors whose proof is still to be told, in the order in which that is done. */
    ProofTalk(SyncState state, long link, Set<AuthorId> due, BooleanSupplier writable) {
        this.state = state;
        this.due = due;
        this.link = link;
        this.writable = writable;
    }

    /** The peer may lack any proof: after its greeting, and when something went astray. */
    void all() {
        begun = true;
        state.cuts.keySet().stream().filter(this::isNews).forEach(due::add);
        advance();
    }

    /** A proof is stored here: the peer hears of it once, unless it told us. */
    void about(AuthorId author) {
        if (begun && isNews(author)) {
            due.add(author);
        }
        advance();
    }

    /** The peer holds a proof that cuts the author at {@code cut}. */
    void knows(AuthorId author, long cut) {
        if (known.size() < state.limits.authorsTracked() || known.containsKey(author)) {
            known.merge(author, cut, Math::min);
        }
    }

    /** Goes on while the link takes something. */
    void advance() {
        while (writable.getAsBoolean() && !reading && !due.isEmpty()) {
            AuthorId author = due.iterator().next();
            if (isNews(author)) {
                reading = true;
                readCut = state.cut(author);
                state.add(new SyncEffect.ReadProof(link, author));
            } else {
                due.remove(author);
            }
        }
    }

    /**
     * What the store holds; empty when that is damaged, then a peer sends it again. It may be from before a lower cut
     * became known meanwhile: then the author's turn comes again.
     */
    void read(AuthorId author, Optional<Bytes> proof) {
        reading = false;
        if (proof.isPresent() && isNews(author)) {
            known.put(author, readCut);
            state.send(link, new SyncMessage.Fork(state.space, proof.get()));
        }
        if (proof.isEmpty() || !isNews(author)) {
            due.remove(author);
        }
        advance();
    }

    private boolean isNews(AuthorId author) {
        return state.cut(author) < known.getOrDefault(author, Long.MAX_VALUE);
    }
}
