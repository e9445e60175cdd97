package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * The next events of all logs in the order of {@link EventDag#order}, found without holding them all. A log is a chain,
 * so of each author just one event can come next, and the seqs reached are all there is to remember: the events between
 * two sets of seqs have one order, on every agent, and any place in it is again a set of seqs.
 *
 * <p>What a run of it holds: the next few events of each log without their payloads, at most {@value #HELD} or one an
 * author, and the answer. Made by one thread and worked on by one thread at a time.
 */
public final class CausalOrder {
    private static final int HELD = 4_096;
    private static final int MOST_AT_ONCE = 64;

    private final Map<AuthorId, Long> reached;
    private final Map<AuthorId, Long> heads;
    private final int limit;
    private final int atOnce;

    /** Authors whose next event is not looked at yet. */
    private final Deque<AuthorId> open = new ArrayDeque<>();

    private final Map<AuthorId, Deque<Node>> read = new HashMap<>();
    private final PriorityQueue<Node> ready = new PriorityQueue<>(Comparator.comparing(node -> node.event.hash()));

    /** Author and seq to those who wait for it. */
    private final Map<AuthorId, TreeMap<Long, List<Node>>> waiting = new HashMap<>();

    private final List<EventRef> events = new ArrayList<>();
    private int reads;

    /**
     * What is here.
     *
     * @param <X> how reading fails
     */
    public interface Source<X extends Exception> {
        /** Events of {@code author} with a seq above {@code after}, in seq order, at most {@code limit}. */
        List<Event> events(AuthorId author, long after, int limit) throws X;

        /** True when this very event is here. */
        boolean holds(AuthorId author, long seq, EventHash hash) throws X;
    }

    /** An event that may come next, and what it was built on that is not settled yet. */
    private record Node(EventRef event, Deque<EventRef> parents) {}

    /**
     * The events after {@code reached} up to {@code heads}, the first {@code limit} of them.
     *
     * @param reached author to the last seq that was taken; authors that are not named begin at their first event
     * @param heads author to the last seq that counts as here
     */
    public CausalOrder(Map<AuthorId, Long> reached, Map<AuthorId, Long> heads, int limit) {
        this.reached = new HashMap<>(reached);
        this.heads = Map.copyOf(heads);
        this.limit = limit;
        heads.forEach((author, head) -> {
            if (head > reachedBy(author)) {
                open.add(author);
            }
        });
        this.atOnce = Math.max(1, Math.min(MOST_AT_ONCE, HELD / Math.max(1, open.size())));
    }

    /**
     * Goes on until all is found or {@code source} was asked about {@code reads} times, so that others who read get
     * their turn. Answers true when there is no more to do.
     */
    public <X extends Exception> boolean advance(Source<X> source, int mostReads) throws X {
        reads = 0;
        while (events.size() < limit && !(open.isEmpty() && ready.isEmpty())) {
            if (reads >= mostReads) {
                return false;
            }
            if (open.isEmpty()) {
                take(ready.remove(), source);
            } else {
                look(open.remove(), source);
            }
        }
        return true;
    }

    /** What was found so far, in order. */
    public List<EventRef> events() {
        return List.copyOf(events);
    }

    private <X extends Exception> void look(AuthorId author, Source<X> source) throws X {
        Deque<Node> nodes = read.computeIfAbsent(author, fresh -> new ArrayDeque<>());
        if (nodes.isEmpty()) {
            long head = heads.getOrDefault(author, 0L);
            long after = reachedBy(author);
            if (after < head) {
                reads++;
                source.events(author, after, atOnce).stream()
                        .filter(event -> event.seq() <= head)
                        .forEach(event -> nodes.add(new Node(event.ref(), new ArrayDeque<>(event.deps()))));
            }
        }
        Node node = nodes.poll();
        if (node != null) {
            settle(node, source);
        }
    }

    private <X extends Exception> void take(Node node, Source<X> source) throws X {
        EventRef event = node.event;
        events.add(event);
        reached.put(event.author(), event.seq());
        open.add(event.author());
        TreeMap<Long, List<Node>> held = waiting.get(event.author());
        while (held != null && !held.isEmpty() && held.firstKey() <= event.seq()) {
            for (Node freed : held.pollFirstEntry().getValue()) {
                settle(freed, source);
            }
        }
    }

    /** A parent that is not here holds nothing up; what is known about one stays true to the end. */
    private <X extends Exception> void settle(Node node, Source<X> source) throws X {
        for (EventRef parent = node.parents.peek(); parent != null; parent = node.parents.peek()) {
            if (comes(parent, source)) {
                waiting.computeIfAbsent(parent.author(), fresh -> new TreeMap<>())
                        .computeIfAbsent(parent.seq(), fresh -> new ArrayList<>())
                        .add(node);
                return;
            }
            node.parents.remove();
        }
        ready.add(node);
    }

    private <X extends Exception> boolean comes(EventRef parent, Source<X> source) throws X {
        if (parent.seq() <= reachedBy(parent.author()) || parent.seq() > heads.getOrDefault(parent.author(), 0L)) {
            return false;
        }
        reads++;
        return source.holds(parent.author(), parent.seq(), parent.hash());
    }

    private long reachedBy(AuthorId author) {
        return reached.getOrDefault(author, 0L);
    }
}
