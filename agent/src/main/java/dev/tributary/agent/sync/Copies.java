package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What peers have told that they hold, whole and on disk: of the own log, and of others that they were asked about.
 * Told by a peer's own adverts, requests, roots and answers; what was only sent to it is not told. It stays when a link
 * ends, since the peer keeps what it holds, until its store is another one.
 */
public final class Copies {
    /** The most logs, beside the own one, of which this is kept: the one that was told of first goes first. */
    static final int MOST_LOGS = 10_000;

    private final AuthorId self;
    private final Map<AuthorId, Bytes> stores = new HashMap<>();
    private final Map<AuthorId, Long> own = new HashMap<>();
    private final LinkedHashMap<AuthorId, Map<AuthorId, Long>> others = new LinkedHashMap<>();
    private long changes;

    /**
     * How far a peer holds the own log.
     *
     * @param storeId the peer's store
     * @param seq the last seq that it holds
     */
    public record Copy(Bytes storeId, long seq) {}

    Copies(AuthorId self) {
        this.self = self;
    }

    /** Told before the first link: what a peer held when it was last heard of. */
    public void remember(AuthorId peer, Copy copy) {
        stores.put(peer, copy.storeId());
        own.put(peer, copy.seq());
        changes++;
    }

    /** The peer is no peer any more. */
    public void forget(AuthorId peer) {
        stores.remove(peer);
        own.remove(peer);
        others.values().forEach(seqs -> seqs.remove(peer));
        changes++;
    }

    /** A peer is there. What another store of it held counts no more; without its {@code word} nothing does. */
    void greeted(AuthorId peer, Bytes storeId, boolean word) {
        if (!word || !storeId.equals(stores.get(peer))) {
            forget(peer);
        }
        if (word) {
            stores.put(peer, storeId);
        }
    }

    /** The peer holds the author's log up to {@code seq}, and no further: from now on that counts. */
    void says(AuthorId peer, AuthorId author, long seq) {
        Map<AuthorId, Long> seqs = stores.containsKey(peer) ? seqs(author, seq) : null;
        Long before = seqs == null ? null : seqs.put(peer, seq);
        if (seqs != null && (before == null || before != seq)) {
            changes++;
        }
    }

    /** The peer holds the own log up to {@code seq} at least. */
    void reached(AuthorId peer, long seq) {
        if (seq > own.getOrDefault(peer, 0L)) {
            says(peer, self, seq);
        }
    }

    private @Nullable Map<AuthorId, Long> seqs(AuthorId author, long seq) {
        if (author.equals(self)) {
            return own;
        }
        if (seq > 0 && !others.containsKey(author) && others.size() >= MOST_LOGS) {
            others.remove(others.keySet().iterator().next());
        }
        return others.computeIfAbsent(author, key -> new HashMap<>());
    }

    /** How far the peer is known to hold the author's log; 0 when it is not. */
    long seq(AuthorId peer, AuthorId author) {
        return of(author).getOrDefault(peer, 0L);
    }

    private Map<AuthorId, Long> of(AuthorId author) {
        return author.equals(self) ? own : others.getOrDefault(author, Map.of());
    }

    /** How far each peer holds the author's log, who holds most of it first. */
    public List<Long> seqs(AuthorId author) {
        return of(author).values().stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** The logs about which something is known, the own one apart. */
    public List<AuthorId> others() {
        return List.copyOf(others.keySet());
    }

    /** How far a peer holds the own log; empty when nothing is known. */
    public Optional<Copy> ownLogAt(AuthorId peer) {
        Bytes storeId = stores.get(peer);
        Long seq = own.get(peer);
        return storeId == null || seq == null ? Optional.empty() : Optional.of(new Copy(storeId, seq));
    }

    /** The peers that hold something of the own log. */
    public List<AuthorId> peers() {
        return List.copyOf(own.keySet());
    }

    /** Another number after each change. */
    public long changes() {
        return changes;
    }
}
