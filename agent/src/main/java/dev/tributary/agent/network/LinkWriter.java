package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.function.ObjIntConsumer;

/**
 * Writes what waits for a link, never more at once than the link can carry soon ({@link Flight}) and its terms allow
 * ({@link RateBucket}): what is urgent must not wait behind what already lies in a buffer out of reach. Nothing more is
 * begun once the budget of the day is spent. Lives on the network's event loop.
 */
final class LinkWriter {
    /** So much is written in one turn of the event loop: other links want their turn too. */
    private static final int TURN = 1024 * 1024;

    private static final int SOCKET_QUEUE = 256 * 1024;
    private static final int LEAST_QUANTUM = 512;
    private static final long MILLI = 1_000_000;

    private final NetSocket socket;
    private final Context context;
    private final MessageCodec codec;
    private final LinkMeter meter;
    private final ObjIntConsumer<FrameType> written;
    private final Flight flight = new Flight();
    private final SendQueue queue;
    private boolean marking;
    private boolean unpaced;
    private boolean resting;
    private boolean timer;

    LinkWriter(NetSocket socket, Connection.Setting setting, LinkMeter meter, ObjIntConsumer<FrameType> written) {
        this.socket = socket;
        this.context = setting.context();
        this.codec = setting.codec();
        this.meter = meter;
        this.written = written;
        this.queue =
                new SendQueue(setting.limits().highWater(), setting.limits().lowWater());
    }

    SendQueue queue() {
        return queue;
    }

    void start() {
        socket.setWriteQueueMaxSize(SOCKET_QUEUE);
    }

    /** The other side answers pings from now on. */
    void mayMark() {
        marking = true;
    }

    /** The budget of the day was spent before the link began: what little it carries does not ask for one. */
    void rests() {
        resting = true;
    }

    /** The link ends: what waits goes out as fast as it can. */
    void hurry() {
        unpaced = true;
    }

    /**
     * Writes what may be written; true when a turn of the event loop was not enough. {@code again} runs when it may go
     * on.
     */
    boolean flush(Runnable again) {
        int before = 0;
        while (!socket.writeQueueFull() && !queue.isEmpty()) {
            if (before >= TURN) {
                return true;
            }
            long left = unpaced || resting ? Long.MAX_VALUE : meter.left();
            if (left == 0) {
                break;
            }
            int quantum = (int) Math.min(quantum(), left);
            if (!hasRoom(quantum, again)) {
                break;
            }
            Buffer next = queue.take(quantum, written);
            before += next.length();
            write(next);
            if (marking && flight.wantsMark(!queue.isEmpty(), System.nanoTime())) {
                mark();
            }
        }
        return false;
    }

    /** Measures the link, also when nothing is under way. */
    void mark() {
        FrameType type = FrameType.PING;
        Buffer ping = codec.encode(new SyncMessage.Ping(flight.mark(!queue.isEmpty(), System.nanoTime())));
        written.accept(type, ping.length());
        write(ping);
    }

    /** Takes the answer to a ping; its round trip in nanoseconds, -1 when nobody waits for it. */
    long answered(long token) {
        return flight.answered(token, System.nanoTime());
    }

    /** True while something waits, or more is under way than words of the link itself. */
    boolean isBusy() {
        return !queue.isEmpty() || flight.underWay() >= Flight.LEAST_BETWEEN_MARKS;
    }

    private void write(Buffer bytes) {
        flight.wrote(bytes.length());
        RateBucket bucket = meter.bucket();
        if (bucket != null) {
            bucket.take(bytes.length(), System.nanoTime());
        }
        socket.write(bytes);
    }

    /**
     * Half of a piece is the least: with less the frames around the pieces would cost too much. The other side writes
     * no more until its pings are answered, so an answer never waits for one: two full flights would wait for each
     * other.
     */
    private boolean hasRoom(int quantum, Runnable again) {
        if (unpaced || queue.answersNext()) {
            return true;
        }
        int least = Math.min(quantum / 2, queue.next());
        RateBucket bucket = meter.bucket();
        long wait = bucket == null ? 0 : bucket.waitFor(least, System.nanoTime());
        if (wait > 0) {
            later(wait, again);
            return false;
        }
        return flight.room() >= least;
    }

    private void later(long nanos, Runnable again) {
        if (!timer) {
            timer = true;
            context.owner().setTimer(Math.max(1, nanos / MILLI), due -> {
                timer = false;
                again.run();
            });
        }
    }

    /** A tenth of a second of the link. */
    private int quantum() {
        RateBucket bucket = meter.bucket();
        double seen = flight.perSecond() < 0 ? 10.0 * Flight.FIRST / 4 : flight.perSecond();
        double rate = bucket == null ? seen : Math.min(seen, bucket.perSecond());
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_QUANTUM, rate / 10));
    }
}
