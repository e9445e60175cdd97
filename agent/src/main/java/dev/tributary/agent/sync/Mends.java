package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncEffect.RunSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks peers for events that were here once and cannot be read any more: at most {@link #AT_ONCE} holes at a time, one
 * peer after the other until one of them helps. The store judges what comes back.
 */
final class Mends {
    static final int AT_ONCE = 16;

    /** How long a peer has to answer before the next one is asked. */
    static final long PATIENCE = 10_000;

    private final SyncPlanner planner;
    private final Map<RunSpan, Asked> asked = new HashMap<>();

    /** Whom a hole was asked of. */
    private record Asked(long at, int times) {}

    Mends(SyncPlanner planner) {
        this.planner = planner;
    }

    /** Takes all that is missing now; whatever is not named any more is there again. */
    void ask(List<RunSpan> holes, List<SyncSession> sessions, long now) {
        asked.keySet().retainAll(holes);
        List<SyncSession> peers = sessions.stream().filter(SyncSession::running).toList();
        if (peers.isEmpty()) {
            return;
        }
        int room = AT_ONCE
                - (int) asked.values().stream()
                        .filter(before -> now - before.at() < PATIENCE)
                        .count();
        for (RunSpan hole : holes) {
            Asked before = asked.get(hole);
            boolean waits = before != null && now - before.at() < PATIENCE;
            if (room > 0 && !waits) {
                int times = before == null ? 0 : before.times();
                SyncSession peer = peers.get(times % peers.size());
                if (peer.wants(hole.author())) {
                    planner.probe(peer.link, hole.author(), hole.firstSeq() - 1, hole.lastSeq(), now);
                    room--;
                }
                asked.put(hole, new Asked(now, times + 1));
            }
        }
    }
}
