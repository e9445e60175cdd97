package dev.tributary.agent.log;

import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which event was written in the knowledge of which: every event has its predecessor and its dependencies as parents.
 * The answers follow from the set of events alone, never from the order in which they came. Bounded: it takes a number
 * of events and no more, and each of them misses 65 parents at most. Not safe for use by several threads at once.
 */
public final class EventDag {
    private final int maxEvents;
    private final Map<EventRef, List<EventRef>> parents = new HashMap<>();

    /** Who waits for a parent, or builds on one that is here. */
    private final Map<EventRef, Set<EventRef>> children = new HashMap<>();

    private final SortedSet<EventRef> missing = new TreeSet<>();

    /** Takes up to {@code maxEvents} events. */
    public EventDag(int maxEvents) {
        this.maxEvents = maxEvents;
    }

    /** Adds an event; false when it is full. An event that is here already changes nothing. */
    public boolean add(Event event) {
        EventRef ref = event.ref();
        if (parents.containsKey(ref)) {
            return true;
        }
        if (parents.size() >= maxEvents) {
            return false;
        }
        List<EventRef> named = new ArrayList<>(event.deps());
        if (event.seq() > 1) {
            named.add(new EventRef(event.author(), event.seq() - 1, event.prev()));
        }
        Collections.sort(named);
        parents.put(ref, List.copyOf(named));
        missing.remove(ref);
        for (EventRef parent : named) {
            children.computeIfAbsent(parent, key -> new HashSet<>()).add(ref);
            if (!parents.containsKey(parent)) {
                missing.add(parent);
            }
        }
        return true;
    }

    /** The number of events. */
    public int size() {
        return parents.size();
    }

    /** True when the event is here. */
    public boolean contains(EventRef event) {
        return parents.containsKey(event);
    }

    /** What {@code event} was built on, sorted, here or not; empty for an event that is not here. */
    public List<EventRef> parents(EventRef event) {
        return parents.getOrDefault(event, List.of());
    }

    /** What events here were built on and is not here: sorted, so that one author's stand together. */
    public SortedSet<EventRef> missing() {
        return Collections.unmodifiableSortedSet(missing);
    }

    /** The events that nothing here builds on, sorted. */
    public SortedSet<EventRef> tips() {
        SortedSet<EventRef> tips = new TreeSet<>(parents.keySet());
        tips.removeAll(children.keySet());
        return tips;
    }

    /**
     * True when {@code later} was written in the knowledge of {@code earlier}, as far as the events here tell. An event
     * is no ancestor of itself.
     */
    public boolean isAncestor(EventRef earlier, EventRef later) {
        Deque<EventRef> toVisit = new ArrayDeque<>(parents(later));
        Set<EventRef> seen = new HashSet<>(toVisit);
        while (!toVisit.isEmpty()) {
            EventRef next = toVisit.pop();
            if (next.equals(earlier)) {
                return true;
            }
            for (EventRef parent : parents(next)) {
                if (seen.add(parent)) {
                    toVisit.push(parent);
                }
            }
        }
        return false;
    }

    /**
     * All events, parents first, and of those that could come next always the one with the smallest hash (Kahn 1962).
     * Missing parents hold nothing up.
     */
    public List<EventRef> order() {
        Map<EventRef, Integer> waitsFor = new HashMap<>();
        PriorityQueue<EventRef> next = new PriorityQueue<>(Comparator.comparing(EventRef::hash));
        parents.forEach((event, named) -> {
            int here = (int) named.stream().filter(parents::containsKey).count();
            waitsFor.put(event, here);
            if (here == 0) {
                next.add(event);
            }
        });
        List<EventRef> order = new ArrayList<>(parents.size());
        for (EventRef event = next.poll(); event != null; event = next.poll()) {
            order.add(event);
            for (EventRef child : children.getOrDefault(event, Set.of())) {
                if (waitsFor.merge(child, -1, Integer::sum) == 0) {
                    next.add(child);
                }
            }
        }
        return order;
    }
}
