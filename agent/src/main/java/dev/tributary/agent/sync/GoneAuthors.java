package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Authors of whom some peer cannot send what we would need next. It is asked for them again on that link when we got
 * there by another way, and after a while ({@link Lack}).
 */
final class GoneAuthors {
    private final int most;
    private final Map<AuthorId, Map<Long, Lack>> byLink = new TreeMap<>();

    GoneAuthors(int most) {
        this.most = most;
    }

    /** What a link lacks of an author, to be filled in; empty with too many authors, which are not remembered. */
    Optional<Lack> of(long link, AuthorId author, long now) {
        if (byLink.size() >= most && !byLink.containsKey(author)) {
            return Optional.empty();
        }
        return Optional.of(
                byLink.computeIfAbsent(author, key -> new HashMap<>()).computeIfAbsent(link, key -> new Lack(now)));
    }

    /** What each link lacks of an author. */
    Map<Long, Lack> of(AuthorId author) {
        return byLink.getOrDefault(author, Map.of());
    }

    /** True when some peer lacks something of the author. */
    boolean has(AuthorId author) {
        return byLink.containsKey(author);
    }

    /** True when the peer cannot go on after our {@code seq}, as far as we know at {@code now}. */
    boolean lacks(long link, AuthorId author, long seq, long now) {
        Lack lack = of(author).get(link);
        return lack != null && lack.holds(seq, now);
    }

    /** Our log of the author reaches {@code seq}: answers with the links that are of use again, and up to where. */
    Map<Long, Long> reached(AuthorId author, long seq) {
        Map<Long, Long> offers = new HashMap<>();
        Map<Long, Lack> links = byLink.get(author);
        if (links == null) {
            return offers;
        }
        for (Map.Entry<Long, Lack> link : List.copyOf(links.entrySet())) {
            if (link.getValue().isPast(seq)) {
                links.remove(link.getKey());
                offers.put(link.getKey(), link.getValue().offered());
            }
        }
        if (links.isEmpty()) {
            byLink.remove(author);
        }
        return offers;
    }

    /** Answers with the authors of whom others lack something, too. */
    List<AuthorId> linkDown(long link) {
        List<AuthorId> left = new ArrayList<>();
        byLink.entrySet().removeIf(author -> {
            if (author.getValue().remove(link) != null && !author.getValue().isEmpty()) {
                left.add(author.getKey());
            }
            return author.getValue().isEmpty();
        });
        return left;
    }

    /** Author to the lowest seq that some linked peer still keeps, where that is beyond what follows on our log. */
    Map<AuthorId, Long> lowest(OwnHeads own) {
        Map<AuthorId, Long> lowest = new TreeMap<>();
        byLink.forEach((author, links) -> links.values().stream()
                .filter(lack -> lack.isBelow(own.seq(author)))
                .mapToLong(Lack::first)
                .min()
                .ifPresent(first -> lowest.put(author, first)));
        return lowest;
    }

    /** How many authors go on in some linked peer's store without payloads only. */
    int bare(OwnHeads own) {
        return (int) byLink.entrySet().stream()
                .filter(author -> author.getValue().values().stream()
                        .anyMatch(lack ->
                                !lack.isBelow(own.seq(author.getKey())) && lack.holds(own.seq(author.getKey()))))
                .count();
    }
}
