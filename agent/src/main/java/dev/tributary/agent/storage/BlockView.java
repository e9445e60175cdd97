package dev.tributary.agent.storage;

import dev.tributary.agent.storage.SegmentReader.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one block of a merged segment holds, in the order of positions.
 *
 * @param segment the segment's id
 * @param offset where the block's record lies
 * @param end where the block ends
 * @param parts what was stored next to each other
 */
record BlockView(int segment, long offset, long end, List<Part> parts) {
    /**
     * Events that lie next to each other in a run and in the order of positions.
     *
     * @param place of the run
     * @param span their positions
     * @param index of the first of them in the run
     */
    record Part(long place, Span span, int index) {
        long last() {
            return span.position() + span.count() - 1;
        }
    }

    BlockView {
        parts = List.copyOf(parts);
    }

    /** Reads the records of the block whose own record is {@code head}; damaged ones are left out. */
    static BlockView read(SegmentLog log, int segment, long offset, Found head) throws IOException {
        BlockBody body = BlockBody.decode(head.body()).orElse(new BlockBody(1, 1, 0));
        long end = head.next() + body.bytes();
        List<Part> parts = new ArrayList<>();
        long at = head.next();
        while (at < end) {
            Found found = log.read(segment, at);
            if (found == null) {
                LogEnd next = log.skip(new LogEnd(segment, at));
                at = next.segment() == segment ? next.offset() : end;
                continue;
            }
            long place = Place.of(segment, at, 0);
            RunBody.decodePreamble(found.kind(), found.body()).ifPresent(run -> {
                int index = 0;
                for (Span span : run.allSpans()) {
                    parts.add(new Part(place, span, index));
                    index += span.count();
                }
            });
            at = found.next();
        }
        parts.sort(Comparator.comparingLong(part -> part.span().position()));
        return new BlockView(segment, offset, end, parts);
    }
}
