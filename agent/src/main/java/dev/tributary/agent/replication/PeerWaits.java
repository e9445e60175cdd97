package dev.tributary.agent.replication;

import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Who waits for peers to hold the own log up to a seq. Bounded by those who ask ({@code LogPublisher}). One thread uses
 * it; {@code now} is in milliseconds.
 */
final class PeerWaits {
    private final AuthorId self;
    private final Function<AuthorId, List<Long>> held;
    private final Map<Integer, TreeMap<Long, List<Wait>>> byPeers = new TreeMap<>();

    private boolean closed;

    private record Wait(long until, Promise<Integer> answer) {}

    /** {@code held} tells how far each peer holds a log, who holds most first. */
    PeerWaits(AuthorId self, Function<AuthorId, List<Long>> held) {
        this.self = self;
        this.held = held;
    }

    /** Completes with how many peers hold it: once they are {@code peers}, or when the time is up. */
    Future<Integer> add(long seq, int peers, long until) {
        if (closed) {
            return Future.succeededFuture(holders(held.apply(self), seq));
        }
        Promise<Integer> answer = Promise.promise();
        byPeers.computeIfAbsent(peers, key -> new TreeMap<>())
                .computeIfAbsent(seq, key -> new ArrayList<>())
                .add(new Wait(until, answer));
        return answer.future();
    }

    /** Answers those whose seq is held by enough peers now. */
    void look() {
        List<Long> seqs = byPeers.isEmpty() ? List.of() : held.apply(self);
        byPeers.forEach((peers, waits) -> {
            long reached = seqs.size() < peers ? 0 : seqs.get(peers - 1);
            Map<Long, List<Wait>> done = waits.headMap(reached, true);
            List<Runnable> answers = new ArrayList<>();
            done.forEach((seq, all) -> all.forEach(wait -> answers.add(() -> answer(wait, holders(seqs, seq)))));
            done.clear();
            answers.forEach(Runnable::run);
        });
        byPeers.values().removeIf(Map::isEmpty);
    }

    /** Answers those whose time is up. */
    void expire(long now) {
        List<Long> seqs = byPeers.isEmpty() ? List.of() : held.apply(self);
        for (TreeMap<Long, List<Wait>> waits : byPeers.values()) {
            waits.forEach((seq, all) -> all.removeIf(wait -> wait.until() <= now && answer(wait, holders(seqs, seq))));
            waits.values().removeIf(List::isEmpty);
        }
        byPeers.values().removeIf(Map::isEmpty);
    }

    /** Answers all, now and from now on at once. */
    void close() {
        closed = true;
        expire(Long.MAX_VALUE);
    }

    private static boolean answer(Wait wait, int peers) {
        wait.answer().tryComplete(peers);
        return true;
    }

    private static int holders(List<Long> seqs, long seq) {
        return (int) seqs.stream().filter(peer -> peer >= seq).count();
    }

    /** The highest seq that somebody waits for; 0 when nobody does. */
    long highest() {
        return byPeers.values().stream().mapToLong(TreeMap::lastKey).max().orElse(0);
    }
}
