package dev.tributary.agent.network;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the network has counted since start. Safe from any thread. */
final class NetworkCounts {
    /** No type has this number. */
    private static final int UNKNOWN = 0;

    private final AtomicLongArray received = new AtomicLongArray(FrameType.CODES);
    private final AtomicLongArray sent = new AtomicLongArray(FrameType.CODES);
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

    NetworkCounts() {
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
    }

    /** A frame arrived; {@code type} is null when it is unknown. */
    void received(@Nullable FrameType type, int bytes) {
        received.addAndGet(type == null ? UNKNOWN : type.code(), bytes);
    }

    /** A frame was handed to its socket. */
    void sent(FrameType type, int bytes) {
        sent.addAndGet(type.code(), bytes);
    }

    void refused(Refusal refusal) {
        LongAdder count = refused.get(refusal);
        if (count != null) {
            count.increment();
        }
    }

    List<FrameBytes> frames() {
        List<FrameBytes> frames = new ArrayList<>();
        for (FrameType type : FrameType.values()) {
            frames.add(new FrameBytes(type.word(), received.get(type.code()), sent.get(type.code())));
        }
        frames.add(new FrameBytes("unknown", received.get(UNKNOWN), sent.get(UNKNOWN)));
        return List.copyOf(frames);
    }

    Map<Refusal, Long> refusals() {
        Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
        refused.forEach((refusal, count) -> refusals.put(refusal, count.sum()));
        return refusals;
    }
}
