package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What this agent holds and has forced: heads by author, the order in which they changed, and the root over them. */
final class OwnHeads {
    private final TreeMap<AuthorId, Entry> byAuthor = new TreeMap<>();
    private final TreeMap<Long, AuthorId> byCounter = new TreeMap<>();
    private final HeadsRanges ranges = new HeadsRanges(byAuthor);
    private final Set<Scope> scopes = new LinkedHashSet<>();
    private @Nullable Root root;
    private long counter;

    /** A head and the position of its event in the store's order. */
    record Entry(AuthorHead head, long counter) {}

    /** Sets the head of an author; the store's counter never goes back. */
    void put(AuthorHead head, long changed) {
        remove(head.author());
        byAuthor.put(head.author(), new Entry(head, changed));
        byCounter.put(changed, head.author());
        ranges.added(head);
        scopes.forEach(scope -> scope.added(head));
        advance(changed);
    }

    /** Forgets an author: a fork at seq 1 leaves nothing of it. */
    void remove(AuthorId author) {
        Entry old = byAuthor.remove(author);
        if (old != null) {
            byCounter.remove(old.counter());
            ranges.removed(old.head());
            scopes.forEach(scope -> scope.removed(old.head()));
        }
        root = null;
    }

    void advance(long to) {
        counter = Math.max(counter, to);
    }

    Optional<AuthorHead> head(AuthorId author) {
        return Optional.ofNullable(byAuthor.get(author)).map(Entry::head);
    }

    @Nullable
    Entry entry(AuthorId author) {
        return byAuthor.get(author);
    }

    /** The next author behind {@code author}, or the first one. */
    @Nullable
    AuthorId behind(@Nullable AuthorId author) {
        return behind(byAuthor, author);
    }

    /** The key behind {@code author}, or the first one; null when there is none. */
    static @Nullable AuthorId behind(NavigableMap<AuthorId, ?> byAuthor, @Nullable AuthorId author) {
        if (author == null) {
            return byAuthor.isEmpty() ? null : byAuthor.firstKey();
        }
        return byAuthor.higherKey(author);
    }

    long seq(AuthorId author) {
        Entry entry = byAuthor.get(author);
        return entry == null ? 0 : entry.head().seq();
    }

    EventHash hash(AuthorId author) {
        Entry entry = byAuthor.get(author);
        return entry == null ? EventHash.NONE : entry.head().hash();
    }

    /** The store's change counter: the position of its newest event. */
    long counter() {
        return counter;
    }

    Root root() {
        Root known = root;
        if (known == null) {
            known = ranges.root();
            root = known;
        }
        return known;
    }

    /** Authors in key order from {@code from} to {@code to} (exclusive); empty bounds are the ends. */
    NavigableMap<AuthorId, Entry> between(Optional<AuthorId> from, Optional<AuthorId> to) {
        return between(byAuthor, from, to);
    }

    static NavigableMap<AuthorId, Entry> between(
            NavigableMap<AuthorId, Entry> all, Optional<AuthorId> from, Optional<AuthorId> to) {
        NavigableMap<AuthorId, Entry> tail = from.<NavigableMap<AuthorId, Entry>>map(key -> all.tailMap(key, true))
                .orElse(all);
        return to.<NavigableMap<AuthorId, Entry>>map(key -> tail.headMap(key, false))
                .orElse(tail);
    }

    /** The same heads by ranges of keys. */
    HeadsRanges ranges() {
        return ranges;
    }

    /** From now on {@code scope} is kept up to date. */
    void watch(Scope scope) {
        scope.authors().forEach(author -> head(author).ifPresent(scope::added));
        scopes.add(scope);
    }

    void unwatch(Scope scope) {
        scopes.remove(scope);
    }

    /** Heads that changed after {@code since}, oldest change first, at most {@code limit}. */
    List<Entry> changedSince(long since, int limit) {
        List<Entry> changed = new ArrayList<>();
        for (AuthorId author : byCounter.tailMap(since, false).values()) {
            if (changed.size() == limit) {
                break;
            }
            Entry entry = byAuthor.get(author);
            if (entry != null) {
                changed.add(entry);
            }
        }
        return changed;
    }
}
