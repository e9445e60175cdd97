package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells one peer which heads we hold, at the lowest cost that serves: what changed lately, what changed since the
 * peer's cursor, a comparison by ranges, or all heads in pages. A few messages at a time, so that any number of authors
 * takes bounded memory. Heads that the peer does not want are never told.
 */
final class Adverts {
    private static final int MESSAGES_AT_ONCE = 4;

    /** With more ranges than this waiting for their pages, all is told in pages. */
    static final int MOST_SPANS = 4_096;

    private final SyncState state;
    private final long link;
    private final PeerHeads peer;
    private final PeerInterest interest;
    private final Traffic traffic;
    private final RangeTalk ranges;
    private final Set<AuthorId> changed = new LinkedHashSet<>();
    private final Deque<Span> spans = new ArrayDeque<>();
    private boolean allCompared = true;
    private long changedSince = Long.MAX_VALUE;
    private long told;
    private boolean listing;
    private long nextChange;
    private long since;

    /** What else the link carries. */
    interface Traffic {
        /**
         * True while a request for the author is being answered: the answer goes on up to the newest event by itself.
         */
        boolean serves(AuthorId author);

        /** False while enough waits to be written. */
        boolean writable();
    }

    /** Keys whose heads are still to be told in pages; the end is exclusive, empty bounds are the ends. */
    private record Span(Optional<AuthorId> from, Optional<AuthorId> to) {
        static final Span ALL = new Span(Optional.empty(), Optional.empty());
    }

    Adverts(SyncState state, long link, PeerHeads peer, PeerInterest interest, Traffic traffic) {
        this.state = state;
        this.link = link;
        this.peer = peer;
        this.interest = interest;
        this.traffic = traffic;
        this.ranges = new RangeTalk(state, link, this);
    }

    /** Whether equal roots say of everything that the peer wants that it has it. */
    void allCompared(boolean all) {
        allCompared = all;
    }

    /** Begins a comparison by ranges, which both sides carry on. */
    void ranges() {
        ranges.start();
    }

    /** Carries a comparison on. */
    void answer(AdvertiseRanges theirs) {
        ranges.answer(theirs);
        advance();
    }

    void changesSince(long counter) {
        listing = true;
        nextChange = counter;
        since = counter;
        advance();
    }

    void pages() {
        spans.clear();
        spans.add(Span.ALL);
        advance();
    }

    /** Tells all heads of a range, soon. */
    void pages(KeyPrefix range) {
        if (spans.size() >= MOST_SPANS) {
            spans.clear();
            spans.add(Span.ALL);
        } else if (!Span.ALL.equals(spans.peekFirst())) {
            spans.add(new Span(range.from(), range.to()));
        }
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

    /** Both sides hold the same of the authors that are compared: of those there is nothing to tell. */
    void clear() {
        changed.removeIf(peer::compares);
        if (allCompared) {
            spans.clear();
            listing = false;
            told = state.own.counter();
        }
    }

    private boolean paging() {
        return !spans.isEmpty();
    }

    boolean busy() {
        return paging() || listing || !changed.isEmpty();
    }

    void tick(long now) {
        advance();
        if (now >= due()) {
            flushChanged();
        }
    }

    /** When {@link #tick} has something to do next. */
    long due() {
        if (!traffic.writable()) {
            return Long.MAX_VALUE;
        }
        if (paging() || listing) {
            return 0;
        }
        return changed.isEmpty() ? Long.MAX_VALUE : changedSince + state.limits.advertDelayMillis();
    }

    /** Goes on where the link takes more. */
    void advance() {
        for (int i = 0; i < MESSAGES_AT_ONCE && traffic.writable() && (paging() || listing); i++) {
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
                .filter(head -> interest.has(head.author()))
                .toList();
        if (!heads.isEmpty() || !listing) {
            state.send(link, new AdvertiseChanges(state.space, since, until, heads, listing));
            since = until;
        }
        nextChange = until;
        told = Math.max(told, until);
    }

    private void page() {
        Span span = spans.removeFirst();
        int limit = state.limits.headsPerPage();
        List<AuthorHead> heads = new ArrayList<>();
        Optional<AuthorId> next = Optional.empty();
        Iterator<AuthorHead> all = heads(span);
        while (all.hasNext() && next.isEmpty()) {
            AuthorHead head = all.next();
            if (heads.size() == limit) {
                next = Optional.of(head.author());
            } else {
                heads.add(head);
            }
        }
        Optional<AuthorId> to = next.or(span::to);
        state.send(link, new AdvertisePage(state.space, span.from(), to, state.own.counter(), heads));
        next.ifPresent(from -> spans.addFirst(new Span(Optional.of(from), span.to())));
        if (span.to().isEmpty() && next.isEmpty() && spans.isEmpty()) {
            told = state.own.counter();
        }
    }

    /** What the peer wants of a span, in key order; of few wanted authors only those are looked at. */
    private Iterator<AuthorHead> heads(Span span) {
        return interest.authors()
                .map(wanted -> wanted.stream()
                        .filter(author -> span.from()
                                .map(from -> author.compareTo(from) >= 0)
                                .orElse(true))
                        .filter(author ->
                                span.to().map(to -> author.compareTo(to) < 0).orElse(true))
                        .flatMap(author -> state.own.head(author).stream()))
                .orElseGet(() -> state.own.between(span.from(), span.to()).values().stream()
                        .map(OwnHeads.Entry::head))
                .iterator();
    }

    private void flushChanged() {
        List<AuthorHead> heads = new ArrayList<>();
        Iterator<AuthorId> authors = changed.iterator();
        while (authors.hasNext() && heads.size() < state.limits.headsPerPage()) {
            AuthorId author = authors.next();
            authors.remove();
            state.own
                    .head(author)
                    .filter(head -> interest.has(author))
                    // An answer that is under way brings the newest event by itself.
                    .filter(head -> peer.known(author) < head.seq() && !traffic.serves(author))
                    .ifPresent(heads::add);
        }
        if (!heads.isEmpty()) {
            long until = state.own.counter();
            state.send(link, new AdvertiseChanges(state.space, told, until, heads, !changed.isEmpty()));
            told = until;
        }
    }
}
