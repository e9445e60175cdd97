package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorId;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a peer is known to hold. After equal roots that is all that we held then, and it takes no memory; only what
 * changed since is kept by author. A peer may name as many authors as it likes: of those of whom nothing is here, no
 * more are kept than make {@link SyncLimits#authorsTracked} in all, and of the others nothing is known.
 */
final class PeerHeads {
    /** The answer for an author about whom nothing is known. */
    static final long UNKNOWN = -1;

    private final OwnHeads own;
    private final int most;
    private final Confirms confirms;
    private final TreeMap<AuthorId, Long> seqs = new TreeMap<>();
    private long equalAt = UNKNOWN;
    private boolean overflowed;
    private @Nullable Scope scope;

    PeerHeads(SyncState state, Confirms confirms) {
        this.own = state.own;
        this.most = state.limits.authorsTracked();
        this.confirms = confirms;
    }

    /** From now on only these authors are compared; null = all. Nothing counts as equal until that is said again. */
    void scope(@Nullable Scope authors) {
        scope = authors;
        equalAt = UNKNOWN;
    }

    /** The root over what we hold of the authors that are compared. */
    Root root() {
        Scope compared = scope;
        return compared == null ? own.root() : compared.root();
    }

    /** True for authors that are compared. */
    boolean compares(AuthorId author) {
        Scope compared = scope;
        return compared == null || compared.authors().contains(author);
    }

    /** Both sides hold the same of the authors that are compared, at this moment. */
    void equal() {
        seqs.keySet().removeIf(this::compares);
        equalAt = own.counter();
        overflowed = false;
        confirms.equal(this::compares);
    }

    /** Our counter when both sides last held the same, {@link #UNKNOWN} when they never did on this link. */
    long equalAt() {
        return equalAt;
    }

    /** The peer says, in whatever way, that it holds the author's log up to {@code seq} at least. */
    void holds(AuthorId author, long seq) {
        sent(author, seq);
        confirms.reached(author, seq);
    }

    /** The peer asks for what follows {@code seq} in the author's log: that is where its own ends. */
    void asks(AuthorId author, long seq) {
        sent(author, seq);
        confirms.says(author, seq);
    }

    /** The peer was sent the author's log up to {@code seq}, and will hold it unless something happens. */
    void sent(AuthorId author, long seq) {
        if (seqs.size() < most || own.entry(author) != null || seqs.containsKey(author)) {
            seqs.merge(author, seq, Math::max);
        } else {
            overflowed = true;
        }
    }

    /** Of how many authors it is kept what the peer holds. */
    int kept() {
        return seqs.size();
    }

    /** To be called before our head of {@code author} changes: what was equal by then would be forgotten. */
    void beforeChange(AuthorId author, OwnHeads.@Nullable Entry old) {
        if (equalAt != UNKNOWN
                && compares(author)
                && !seqs.containsKey(author)
                && (old != null || !overflowed)
                && (old == null || old.counter() <= equalAt)) {
            seqs.put(author, old == null ? 0 : old.head().seq());
        }
    }

    /** The next author behind {@code author}, or the first one, about whom the peer has told something of its own. */
    @Nullable
    AuthorId behind(@Nullable AuthorId author) {
        return OwnHeads.behind(seqs, author);
    }

    /** The last seq of the author that the peer is known to hold. */
    long known(AuthorId author) {
        Long seq = seqs.get(author);
        if (seq != null) {
            return seq;
        }
        if (!compares(author)) {
            return UNKNOWN;
        }
        OwnHeads.Entry entry = own.entry(author);
        if (entry == null) {
            return equalAt == UNKNOWN || overflowed ? UNKNOWN : 0;
        }
        return equalAt != UNKNOWN && entry.counter() <= equalAt ? entry.head().seq() : UNKNOWN;
    }
}
