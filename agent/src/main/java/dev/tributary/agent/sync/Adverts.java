package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells one peer which heads we hold, at the lowest cost that serves: what changed lately, what changed since the
 * peer's cursor, or all heads in pages. A few messages at a time, so that any number of authors takes bounded memory.
 */
final class Adverts {
    private static final int MESSAGES_AT_ONCE = 4;

    private final SyncState state;
    private final long link;
    private final PeerHeads peer;
    private final Set<AuthorId> changed = new LinkedHashSet<>();
    private Optional<Set<AuthorId>> interest = Optional.empty();
    private Optional<Cursor> cursor = Optional.empty();
    private long changedSince = Long.MAX_VALUE;
    private long told;
    private boolean paging;
    private Optional<AuthorId> nextPage = Optional.empty();
    private boolean listing;
    private long nextChange;

    Adverts(SyncState state, long link, PeerHeads peer) {
        this.state = state;
        this.link = link;
        this.peer = peer;
    }

    void interest(Optional<Set<AuthorId>> authors) {
        interest = authors;
    }

    /** How far the peer says that it has followed us. */
    void cursor(Optional<Cursor> remembered) {
        cursor = remembered.filter(known -> known.storeId().equals(state.storeId)
                && known.counter() >= 0
                && known.counter() <= state.own.counter());
    }

    /** Begins with what the peer cannot know yet. */
    void start() {
        cursor.ifPresentOrElse(known -> changesSince(known.counter()), this::pages);
    }

    void changesSince(long counter) {
        listing = true;
        nextChange = counter;
        advance();
    }

    void pages() {
        paging = true;
        nextPage = Optional.empty();
        advance();
    }

    /** A head changed and was not pushed: it is advertised together with what follows within a moment. */
    void changed(AuthorId author, long now) {
        if (changed.isEmpty()) {
            changedSince = now;
        }
        changed.add(author);
    }

    void drop(AuthorId author) {
        changed.remove(author);
    }

    /** Both sides hold the same: there is nothing to tell. */
    void clear() {
        changed.clear();
        paging = false;
        listing = false;
        told = state.own.counter();
    }

    boolean busy() {
        return paging || listing || !changed.isEmpty();
    }

    void tick(long now) {
        advance();
        if (!changed.isEmpty() && now >= due()) {
            flushChanged();
        }
    }

    /** When {@link #tick} has something to do next. */
    long due() {
        if (paging || listing) {
            return 0;
        }
        return changed.isEmpty() ? Long.MAX_VALUE : changedSince + state.limits.advertDelayMillis();
    }

    private void advance() {
        for (int i = 0; i < MESSAGES_AT_ONCE && (paging || listing); i++) {
            if (listing) {
                list();
            } else {
                page();
            }
        }
    }

    private void list() {
        int limit = state.limits.headsPerPage();
        List<OwnHeads.Entry> entries = state.own.changedSince(nextChange, limit);
        listing = entries.size() == limit;
        long until = listing ? entries.get(limit - 1).counter() : state.own.counter();
        List<AuthorHead> heads = entries.stream()
                .map(OwnHeads.Entry::head)
                .filter(head -> wanted(head.author()))
                .toList();
        state.send(link, new AdvertiseChanges(state.space, nextChange, until, heads, listing));
        nextChange = until;
        told = Math.max(told, until);
    }

    private void page() {
        int limit = state.limits.headsPerPage();
        List<AuthorHead> heads = new ArrayList<>();
        Optional<AuthorId> next = Optional.empty();
        for (Map.Entry<AuthorId, OwnHeads.Entry> entry :
                state.own.from(nextPage).entrySet()) {
            if (heads.size() == limit) {
                next = Optional.of(entry.getKey());
                break;
            }
            if (wanted(entry.getKey())) {
                heads.add(entry.getValue().head());
            }
        }
        state.send(link, new AdvertisePage(state.space, nextPage, next, state.own.counter(), heads));
        nextPage = next;
        paging = next.isPresent();
        if (!paging) {
            told = state.own.counter();
        }
    }

    private void flushChanged() {
        List<AuthorHead> heads = new ArrayList<>();
        Iterator<AuthorId> authors = changed.iterator();
        while (authors.hasNext() && heads.size() < state.limits.headsPerPage()) {
            AuthorId author = authors.next();
            authors.remove();
            state.own
                    .head(author)
                    .filter(head -> peer.known(author) < head.seq())
                    .ifPresent(heads::add);
        }
        if (!heads.isEmpty()) {
            long until = state.own.counter();
            state.send(link, new AdvertiseChanges(state.space, told, until, heads, !changed.isEmpty()));
            told = until;
        }
    }

    private boolean wanted(AuthorId author) {
        return interest.map(authors -> authors.contains(author)).orElse(true);
    }
}
