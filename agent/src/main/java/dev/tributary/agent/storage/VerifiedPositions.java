package dev.tributary.agent.storage;

import java.util.BitSet;
import java.util.Optional;

/** Whether each position was given out once, in the order of segments and blocks. One thread uses it. */
final class VerifiedPositions {
    private long last;
    private int segment;
    private BlockBody block = new BlockBody(1, 1, 1);
    private final BitSet taken = new BitSet();

    /** Begins a block; false when its range does not lie behind everything before. */
    boolean begin(long place, BlockBody body) {
        boolean behind = body.first() > last;
        segment = Place.segment(place);
        block = body;
        taken.clear();
        last = Math.max(last, body.last());
        return behind;
    }

    /** Takes the positions of a run; what is wrong with them, in words. */
    Optional<String> take(long place, StoredRun run) {
        if (Place.segment(place) != segment || Place.segment(place) < SegmentName.MERGED) {
            boolean behind = run.firstPosition() > last;
            last = Math.max(last, run.lastPosition());
            return behind
                    ? Optional.empty()
                    : Optional.of("its position " + run.firstPosition() + " was given out before");
        }
        for (Span span : run.allSpans()) {
            for (int i = 0; i < span.count(); i++) {
                long at = span.position() + i;
                if (at < block.first() || at > block.last()) {
                    return Optional.of("its position " + at + " is not in its block");
                }
                if (taken.get((int) (at - block.first()))) {
                    return Optional.of("its position " + at + " was given out before");
                }
                taken.set((int) (at - block.first()));
            }
        }
        return Optional.empty();
    }
}
