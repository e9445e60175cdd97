package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What may be given up now.
 *
 * @param firstSeqs the first seq that has to stay, of authors of whom something may go
 * @param segments how many bytes may go of which segment
 */
record RetentionFloors(Map<AuthorId, Long> firstSeqs, Map<Integer, Long> segments) {
    /** Nothing may go. */
    static final RetentionFloors NONE = new RetentionFloors(Map.of(), Map.of());

    RetentionFloors {
        firstSeqs = Map.copyOf(firstSeqs);
        segments = Map.copyOf(segments);
    }

    /** The first seq of an author that has to stay; 0 when all has to. */
    long firstKept(AuthorId author) {
        return firstSeqs.getOrDefault(author, 0L);
    }

    /** How many bytes of a segment may go. */
    long bytes(int segment) {
        return segments.getOrDefault(segment, 0L);
    }

    /** The same, when some segments are rewritten. */
    RetentionFloors without(List<SegmentName> rewritten) {
        Map<Integer, Long> left = new HashMap<>(segments);
        rewritten.forEach(name -> left.remove(name.id()));
        return new RetentionFloors(firstSeqs, left);
    }
}
