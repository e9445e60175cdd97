package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs that wait for their predecessor. Only runs whose verdict was {@link Verdict.Gap} belong here: their signature is
 * good and their author is admitted. Bounded in events, bytes and age, for each author and for each peer; where room is
 * short the oldest goes first, of the peer or author that takes too much. What is dropped is fetched again when its
 * time has come. Time comes in as milliseconds of any clock that does not go back. Not safe for use by several threads
 * at once.
 */
public final class PendingBuffer {
    /** A peer fills at most this part of the buffer, so that it cannot push out what others brought. */
    private static final int PEERS_SHARE = 4;

    private final LogLimits limits;
    private final PendingQueue all = new PendingQueue();
    private final Map<AuthorId, PendingQueue> byAuthor = new HashMap<>();
    private final Map<AuthorId, PendingQueue> byPeer = new HashMap<>();
    private long evicted;
    private long expired;

    public PendingBuffer(LogLimits limits) {
        this.limits = limits;
    }

    /**
     * A run that waits.
     *
     * @param peer who sent it
     * @param run what waits
     * @param since when it came
     */
    public record Waiting(AuthorId peer, Run run, long since) {}

    /**
     * What a metric or a status page wants to know.
     *
     * @param runs how many wait
     * @param events how many events they hold
     * @param bytes how many encoded bytes they take
     * @param evicted how many runs were ever dropped for want of room
     * @param expired how many runs were ever dropped because of their age
     */
    public record Stats(int runs, int events, int bytes, long evicted, long expired) {}

    /** Keeps {@code run}; false when it waits already or is too large to wait at all. */
    public boolean offer(AuthorId peer, Run run, long now) {
        expire(now);
        int peersEvents = limits.pendingEvents() / PEERS_SHARE;
        int peersBytes = limits.pendingBytes() / PEERS_SHARE;
        if (run.count() > Math.min(limits.pendingPerAuthor(), peersEvents)
                || run.encoded().size() > peersBytes) {
            return false;
        }
        PendingQueue ofAuthor = byAuthor.getOrDefault(run.author(), PendingQueue.NOTHING);
        if (ofAuthor.holds(run)) {
            return false;
        }
        PendingQueue ofPeer = byPeer.getOrDefault(peer, PendingQueue.NOTHING);
        makeRoom(ofAuthor, run, limits.pendingPerAuthor(), limits.pendingBytes());
        makeRoom(ofPeer, run, peersEvents, peersBytes);
        makeRoom(all, run, limits.pendingEvents(), limits.pendingBytes());
        Waiting waiting = new Waiting(peer, run, now);
        all.add(waiting);
        byAuthor.computeIfAbsent(run.author(), author -> new PendingQueue()).add(waiting);
        byPeer.computeIfAbsent(peer, key -> new PendingQueue()).add(waiting);
        return true;
    }

    /**
     * Takes out the run of {@code author} that goes on after {@code headSeq}, and forgets those that end at or before
     * it. Ask again with the new head until it is empty.
     */
    public Optional<Waiting> ready(AuthorId author, long headSeq) {
        PendingQueue queue = byAuthor.get(author);
        if (queue == null) {
            return Optional.empty();
        }
        queue.stream()
                .filter(waiting -> waiting.run().lastSeq() <= headSeq)
                .toList()
                .forEach(this::remove);
        Optional<Waiting> next = queue.stream()
                .filter(waiting -> waiting.run().firstSeq() <= headSeq + 1)
                .max(Comparator.comparingLong(waiting -> waiting.run().lastSeq()));
        next.ifPresent(this::remove);
        return next;
    }

    /** Drops what has waited too long; returns how many runs. */
    public int expire(long now) {
        int dropped = 0;
        while (!all.isEmpty() && now - all.oldest().since() >= limits.pendingMillis()) {
            remove(all.oldest());
            dropped++;
        }
        expired += dropped;
        return dropped;
    }

    /** Drops everything of an author, for example after a fork; returns how many runs. */
    public int forget(AuthorId author) {
        PendingQueue queue = byAuthor.get(author);
        int dropped = 0;
        while (queue != null && !queue.isEmpty()) {
            remove(queue.oldest());
            dropped++;
        }
        return dropped;
    }

    /** The lowest seq of {@code author} that waits: what lies between the head and it is missing. */
    public OptionalLong lowest(AuthorId author) {
        return byAuthor.getOrDefault(author, PendingQueue.NOTHING).stream()
                .mapToLong(waiting -> waiting.run().firstSeq())
                .min();
    }

    /** What waits now, and what was dropped so far. */
    public Stats stats() {
        return new Stats(all.runs(), all.events(), all.bytes(), evicted, expired);
    }

    /** Drops the oldest of {@code queue} until {@code run} fits. */
    private void makeRoom(PendingQueue queue, Run run, int maxEvents, int maxBytes) {
        while (!queue.isEmpty()
                && (queue.events() > maxEvents - run.count()
                        || queue.bytes() > maxBytes - run.encoded().size())) {
            remove(queue.oldest());
            evicted++;
        }
    }

    private void remove(Waiting waiting) {
        all.remove(waiting);
        removeFrom(byAuthor, waiting.run().author(), waiting);
        removeFrom(byPeer, waiting.peer(), waiting);
    }

    private static void removeFrom(Map<AuthorId, PendingQueue> queues, AuthorId key, Waiting waiting) {
        PendingQueue queue = queues.get(key);
        if (queue != null) {
            queue.remove(waiting);
            if (queue.isEmpty()) {
                queues.remove(key);
            }
        }
    }
}
