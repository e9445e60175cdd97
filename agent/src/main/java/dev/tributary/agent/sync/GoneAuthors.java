package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Authors of whom a peer no longer keeps what we would need next. It is asked for them again on that link when we got
 * there by another way, and after a while, each time a longer one: a disk that could not be read for a moment looks the
 * same from here.
 */
final class GoneAuthors {
    private static final long FIRST_WAIT = 10_000;
    private static final long LONGER = 4;
    private static final long LONGEST_WAIT = 24 * 60 * 60 * 1_000L;

    private final int most;
    private final Map<AuthorId, Map<Long, Word>> byLink = new TreeMap<>();

    /** A peer's word that it keeps nothing below {@code first}; it is believed until {@code until}. */
    private record Word(long first, long lasts, long until) {}

    GoneAuthors(int most) {
        this.most = most;
    }

    /** The peer keeps the author's events from {@code first} on only. With too many authors it is not remembered. */
    void gone(long link, AuthorId author, long first, long now) {
        if (byLink.size() >= most && !byLink.containsKey(author)) {
            return;
        }
        Map<Long, Word> links = byLink.computeIfAbsent(author, key -> new HashMap<>());
        Word before = links.get(link);
        long wait = before == null ? FIRST_WAIT : Math.min(before.lasts() * LONGER, LONGEST_WAIT);
        links.put(link, new Word(first, wait, now + wait));
    }

    /** True when the peer cannot go on after our {@code seq}, as far as we know at {@code now}. */
    boolean lacks(long link, AuthorId author, long seq, long now) {
        Word word = byLink.getOrDefault(author, Map.of()).get(link);
        return word != null && word.first() > seq + 1 && now < word.until();
    }

    /** Our log of the author reaches {@code seq}: who keeps what comes next is of use again. */
    void reached(AuthorId author, long seq) {
        byLink.computeIfPresent(author, (key, links) -> {
            links.values().removeIf(word -> word.first() <= seq + 1);
            return links.isEmpty() ? null : links;
        });
    }

    void linkDown(long link) {
        byLink.values().removeIf(links -> {
            links.remove(link);
            return links.isEmpty();
        });
    }

    /** Author to the lowest seq that some linked peer still keeps. */
    Map<AuthorId, Long> lowest() {
        Map<AuthorId, Long> lowest = new TreeMap<>();
        byLink.forEach((author, links) -> lowest.put(
                author, links.values().stream().mapToLong(Word::first).min().orElseThrow()));
        return lowest;
    }
}
