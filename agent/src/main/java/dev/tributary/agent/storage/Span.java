package dev.tributary.agent.storage;

import java.util.List;

/**
 * Events of a run that were stored next to each other.
 *
 * @param position the store's position of the first
 * @param count how many
 */
record Span(long position, int count) {
    /** Puts {@code next} behind those that there are, as part of the last one when it is next to that. */
    static void add(List<Span> spans, Span next) {
        int last = spans.size() - 1;
        if (last >= 0 && spans.get(last).position() + spans.get(last).count() == next.position()) {
            spans.set(last, new Span(spans.get(last).position(), spans.get(last).count() + next.count()));
        } else {
            spans.add(next);
        }
    }
}
