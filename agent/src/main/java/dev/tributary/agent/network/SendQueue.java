package dev.tributary.agent.network;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for their socket, in two lanes: what is urgent overtakes what is backlog, each lane keeps its order.
 * Knows when the link counts as full and as free again. Pure.
 */
final class SendQueue {
    /** Small frames are written together up to this size: one TLS record and one system call instead of many. */
    private static final int BATCH = 16 * 1024;

    private final ArrayDeque<Waiting> urgent = new ArrayDeque<>();
    private final ArrayDeque<Waiting> backlog = new ArrayDeque<>();
    private final int highWater;
    private final int lowWater;
    private long bytes;
    private boolean full;

    private record Waiting(FrameType type, Buffer frame) {}

    SendQueue(int highWater, int lowWater) {
        this.highWater = highWater;
        this.lowWater = lowWater;
    }

    void add(FrameType type, Buffer frame, boolean overtakes) {
        (overtakes ? urgent : backlog).add(new Waiting(type, frame));
        bytes += frame.length();
    }

    /**
     * The next bytes to write, one frame or several small ones; null when nothing waits. {@code taken} hears of each
     * frame in them.
     */
    @Nullable
    Buffer take(ObjIntConsumer<FrameType> taken) {
        Waiting first = poll(Integer.MAX_VALUE);
        if (first == null) {
            return null;
        }
        taken.accept(first.type(), first.frame().length());
        int room = BATCH - first.frame().length();
        Waiting next = poll(room);
        if (next == null) {
            return first.frame();
        }
        Buffer batch = Buffer.buffer(BATCH).appendBuffer(first.frame());
        while (next != null) {
            taken.accept(next.type(), next.frame().length());
            batch.appendBuffer(next.frame());
            room -= next.frame().length();
            next = poll(room);
        }
        return batch;
    }

    /** True when {@link #isFull} has changed since the last call. */
    boolean fullnessChanged() {
        boolean before = full;
        full = full ? bytes >= lowWater : bytes > highWater;
        return full != before;
    }

    boolean isFull() {
        return full;
    }

    boolean isEmpty() {
        return urgent.isEmpty() && backlog.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    void clear() {
        urgent.clear();
        backlog.clear();
        bytes = 0;
    }

    private @Nullable Waiting poll(int room) {
        ArrayDeque<Waiting> lane = urgent.isEmpty() ? backlog : urgent;
        Waiting next = lane.peek();
        if (next == null || next.frame().length() > room) {
            return null;
        }
        lane.poll();
        bytes -= next.frame().length();
        return next;
    }
}
