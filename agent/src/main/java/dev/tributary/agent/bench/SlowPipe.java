package dev.tributary.agent.bench;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One direction of a {@link LinkProxy}'s connection: one thread reads into it, another one writes out of it. */
final class SlowPipe {
    private static final int CHUNK = 32 * 1024;
    private static final int SMALL_CHUNK = 512;
    private static final long FAST = 1 << 20;

    private final Supplier<LinkProxy.Way> way;
    private final IntPredicate swallows;
    private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
    private long held;

    /** When the narrow place has let through what was read so far. */
    private long freeAt = System.nanoTime();

    private boolean ended;
    private boolean broken;

    /**
     * Bytes on their way.
     *
     * @param due when they arrive
     */
    private record Chunk(Bytes bytes, long due) {}

    /**
     * @param way what happens to bytes, asked anew for each chunk
     * @param swallows hears how many bytes come; true when they are lost
     */
    SlowPipe(Supplier<LinkProxy.Way> way, IntPredicate swallows) {
        this.way = way;
        this.swallows = swallows;
    }

    /** Reads to the end. */
    void read(Socket from) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            int count = 0;
            while (count >= 0 && put(buffer, count)) {
                long rate = way.get().perSecond();
                count = in.read(buffer, 0, rate > 0 && rate < FAST ? SMALL_CHUNK : CHUNK);
            }
        } catch (IOException e) {
            // As good as the end.
        } finally {
            end();
        }
    }

    /** False when nobody takes it any more. Waits at the narrow place while its buffer is full. */
    private synchronized boolean put(byte[] buffer, int count) {
        LinkProxy.Way now = way.get();
        if (count == 0 || swallows.test(count)) {
            return !broken;
        }
        long begin = Math.max(freeAt, System.nanoTime());
        freeAt = begin + (now.perSecond() == 0 ? 0 : count * 1_000_000_000L / now.perSecond());
        waiting.add(new Chunk(Bytes.wrap(Arrays.copyOf(buffer, count)), freeAt + now.delayMillis() * 1_000_000L));
        held += count;
        notifyAll();
        try {
            while (!broken && held > now.buffer() + inDelay(now)) {
                wait();
            }
        } catch (InterruptedException e) {
            broken = true;
        }
        return !broken;
    }

    /** What a delay alone keeps on its way does not wait at the narrow place. */
    private static long inDelay(LinkProxy.Way way) {
        return way.perSecond() == 0 ? 256L << 20 : way.perSecond() * way.delayMillis() / 1000;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Writes to the end; false when nobody takes it any more. */
    boolean write(Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk next = take(); next != null; next = take()) {
                for (long wait = next.due() - System.nanoTime(); wait > 0; wait = next.due() - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                out.write(next.bytes().toArray());
            }
            to.shutdownOutput();
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            stop();
        }
    }

    /** The next bytes; null at the end. */
    private synchronized @Nullable Chunk take() {
        try {
            while (waiting.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            ended = true;
        }
        Chunk next = waiting.poll();
        held -= next == null ? 0 : next.bytes().size();
        notifyAll();
        return next;
    }

    private synchronized void stop() {
        broken = true;
        waiting.clear();
        notifyAll();
    }
}
