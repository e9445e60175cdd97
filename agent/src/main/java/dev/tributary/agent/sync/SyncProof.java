package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When the peer last held all that was here. While events flow without a pause its root is always that of a moment ago,
 * and equal roots may not be seen for hours; so the own roots of late are kept, the newest {@value #MOST} of them: one
 * that the peer tells proves that it holds all that was here then.
 */
final class SyncProof {
    static final int MOST = 512;

    private final Deque<Left> left = new ArrayDeque<>();
    private Optional<Root> current = Optional.empty();
    private OptionalLong last = OptionalLong.empty();

    /** An own root, and when another one took its place. */
    private record Left(Root root, long until) {}

    /** The own root is {@code root} now. */
    void own(Root root, long now) {
        if (current.filter(root::equals).isPresent()) {
            return;
        }
        if (left.size() == MOST) {
            left.removeFirst();
        }
        current.ifPresent(old -> left.addLast(new Left(old, now)));
        current = Optional.of(root);
    }

    /** Both sides hold the same. */
    void equal(long now) {
        left.clear();
        last = OptionalLong.of(now);
    }

    /** The peer's root is {@code theirs}, which is not the own one. */
    void differs(Root theirs) {
        for (Iterator<Left> newest = left.descendingIterator(); newest.hasNext(); ) {
            Left one = newest.next();
            if (one.root().equals(theirs)) {
                last = OptionalLong.of(one.until());
                while (!left.removeFirst().equals(one)) {
                    // What is older proves less.
                }
                return;
            }
        }
    }

    /** When it last was so; empty when never. */
    OptionalLong last() {
        return last;
    }

    /** Something else is compared from now on. */
    void restart() {
        left.clear();
        current = Optional.empty();
    }
}
