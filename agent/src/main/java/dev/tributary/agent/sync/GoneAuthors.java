package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Authors of whom a peer no longer keeps what we would need next. It is not asked for them again on that link, unless
 * we got there by another way.
 */
final class GoneAuthors {
    private final int most;
    private final Map<AuthorId, Map<Long, Long>> firstByLink = new TreeMap<>();

    GoneAuthors(int most) {
        this.most = most;
    }

    /** The peer keeps the author's events from {@code first} on only. With too many authors it is not remembered. */
    void gone(long link, AuthorId author, long first) {
        if (firstByLink.size() < most || firstByLink.containsKey(author)) {
            firstByLink.computeIfAbsent(author, key -> new HashMap<>()).put(link, first);
        }
    }

    /** True when the peer cannot go on after our {@code seq}. */
    boolean lacks(long link, AuthorId author, long seq) {
        Long first = firstByLink.getOrDefault(author, Map.of()).get(link);
        return first != null && first > seq + 1;
    }

    /** Our log of the author reaches {@code seq}: who keeps what comes next is of use again. */
    void reached(AuthorId author, long seq) {
        firstByLink.computeIfPresent(author, (key, links) -> {
            links.values().removeIf(first -> first <= seq + 1);
            return links.isEmpty() ? null : links;
        });
    }

    void linkDown(long link) {
        firstByLink.values().removeIf(links -> {
            links.remove(link);
            return links.isEmpty();
        });
    }

    /** Author to the lowest seq that some linked peer still keeps. */
    Map<AuthorId, Long> lowest() {
        Map<AuthorId, Long> lowest = new TreeMap<>();
        firstByLink.forEach((author, links) ->
                lowest.put(author, links.values().stream().min(Long::compare).orElseThrow()));
        return lowest;
    }
}
