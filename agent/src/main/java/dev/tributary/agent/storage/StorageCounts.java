package dev.tributary.agent.storage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts for {@link Storage#counters} what another meter hears too. A failing meter never hurts the store. */
final class StorageCounts implements StorageMeter {
    private final StorageMeter next;
    private final LongAdder forces = new LongAdder();
    private final LongAdder forceNanos = new LongAdder();
    private final LongAdder consolidations = new LongAdder();
    private final LongAdder reclaimed = new LongAdder();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
    private volatile int pendingEvents;
    private volatile int waitingLogs;
    private volatile long freeBytes = Long.MAX_VALUE;

    StorageCounts(StorageMeter next) {
        this.next = next;
    }

    StorageCounters counters(ScrubCounters scrub, PayloadCounters payloads) {
        Map<String, Long> sums = rejected.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
        return new StorageCounters(
                forces.sum(),
                forceNanos.sum(),
                pendingEvents,
                freeBytes,
                sums,
                consolidations.sum(),
                reclaimed.sum(),
                waitingLogs,
                scrub,
                payloads);
    }

    void free(long bytes) {
        freeBytes = bytes;
    }

    void pending(int events) {
        pendingEvents = events;
    }

    @Override
    public void acknowledged(long nanos) {
        guard(() -> next.acknowledged(nanos));
    }

    @Override
    public void forced(long nanos) {
        forces.increment();
        forceNanos.add(nanos);
        guard(() -> next.forced(nanos));
    }

    @Override
    public void appended(boolean local, int events, long bytes) {
        guard(() -> next.appended(local, events, bytes));
    }

    @Override
    public void rejected(String reason) {
        rejected.computeIfAbsent(reason, key -> new LongAdder()).increment();
        guard(() -> next.rejected(reason));
    }

    @Override
    public void damaged(long bytes) {
        guard(() -> next.damaged(bytes));
    }

    @Override
    public void read(long bytes, long total) {
        guard(() -> next.read(bytes, total));
    }

    @Override
    public void waitsForPeers(int logs) {
        waitingLogs = logs;
        guard(() -> next.waitsForPeers(logs));
    }

    @Override
    public void consolidated(long before, long after) {
        consolidations.increment();
        reclaimed.add(Math.max(0, before - after));
        guard(() -> next.consolidated(before, after));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(StorageCounts.class).warn("A meter of the store failed", e);
        }
    }
}
