package dev.tributary.agent.log;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Waiting runs in the order in which they came, and what they take together. */
final class PendingQueue {
    /** What nobody fills. */
    static final PendingQueue NOTHING = new PendingQueue();

    private final Set<PendingBuffer.Waiting> waiting = new LinkedHashSet<>();
    private int events;
    private int bytes;

    void add(PendingBuffer.Waiting more) {
        if (waiting.add(more)) {
            events += more.run().count();
            bytes += more.run().encoded().size();
        }
    }

    void remove(PendingBuffer.Waiting less) {
        if (waiting.remove(less)) {
            events -= less.run().count();
            bytes -= less.run().encoded().size();
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    PendingBuffer.Waiting oldest() {
        return waiting.iterator().next();
    }

    Stream<PendingBuffer.Waiting> stream() {
        return waiting.stream();
    }

    boolean holds(Run run) {
        return stream()
                .anyMatch(other -> other.run().firstSeq() == run.firstSeq()
                        && other.run().encoded().equals(run.encoded()));
    }

    int runs() {
        return waiting.size();
    }

    int events() {
        return events;
    }

    int bytes() {
        return bytes;
    }
}
