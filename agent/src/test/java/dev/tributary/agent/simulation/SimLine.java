package dev.tributary.agent.simulation;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a link, as the network package does it: what is urgent overtakes backlog that has not set out yet,
 * each lane keeps its order, and a full queue is told to whoever fills it. What has set out arrives in order.
 */
final class SimLine {
    /** Far below the real marks, as the logs of a simulated fleet are small. */
    private static final long HIGH_WATER = 16 * 1024;

    private static final long LOW_WATER = 4 * 1024;

    /** What may still be added to a full queue: reads that were under way, and what tells of heads. */
    private static final long MOST_WAITING = HIGH_WATER + 16 * 64 * 1024 + 256 * 1024;

    private static final long MICROS = 1_000;

    /** How often the network tells that a frame is arriving. */
    private static final long ARRIVING_MILLIS = 100;

    private final SimWorld world;
    private final SimLink link;
    private final SimAgent from;
    private final SimAgent to;
    private final SimLink.Quality quality;
    private final ArrayDeque<SyncMessage> urgent = new ArrayDeque<>();
    private final ArrayDeque<SyncMessage> backlog = new ArrayDeque<>();
    private long waiting;
    private boolean full;
    private boolean sending;
    private boolean silent;

    /** When the last message has left, and when it arrives. */
    private long leftMicros;

    private long arrives;

    SimLine(SimWorld world, SimLink link, SimAgent from, SimAgent to, SimLink.Quality quality) {
        this.world = world;
        this.link = link;
        this.from = from;
        this.to = to;
        this.quality = quality;
    }

    void add(SyncMessage message) {
        (overtakes(message) ? urgent : backlog).add(message);
        waiting += size(message);
        send();
        tellFullness();
        Check.that(
                waiting <= MOST_WAITING || world.isLiar(from),
                () -> from.author.brief() + " fills its link with " + waiting + " bytes");
    }

    /** As {@code SendQueue} decides it. */
    private boolean overtakes(SyncMessage message) {
        if (message instanceof SyncMessage.Response push && push.trails()) {
            Set<AuthorId> authors = push.authors();
            return backlog.stream()
                    .filter(SyncMessage.Response.class::isInstance)
                    .flatMap(waits -> ((SyncMessage.Response) waits).authors().stream())
                    .noneMatch(authors::contains);
        }
        return message.urgent();
    }

    void silence() {
        silent = true;
    }

    /** Sends while the line is free; otherwise comes back when it is. */
    private void send() {
        while (!sending && link.up()) {
            long now = world.clock.now();
            if (leftMicros > now * MICROS) {
                sending = true;
                world.clock.after((leftMicros + MICROS - 1) / MICROS - now, () -> {
                    sending = false;
                    send();
                    tellFullness();
                });
                return;
            }
            SyncMessage message = next();
            if (message == null) {
                return;
            }
            long bytes = size(message);
            waiting -= bytes;
            leftMicros = Math.max(leftMicros, now * MICROS) + bytes * 1_000_000 / quality.bytesPerSecond();
            long begins = Math.max(now, leftMicros / MICROS - bytes * MICROS / quality.bytesPerSecond());
            arrives = Math.max(arrives, leftMicros / MICROS + quality.delayMillis() + world.jitter());
            tellArriving(message, begins + quality.delayMillis() - now, arrives - now);
            world.clock.after(arrives - now, () -> arrive(message));
        }
    }

    /** A long frame arrives bit by bit. */
    private void tellArriving(SyncMessage message, long from, long to) {
        if (message instanceof SyncMessage.Response) {
            for (long at = from + ARRIVING_MILLIS; at < to; at += ARRIVING_MILLIS) {
                world.clock.after(at, () -> {
                    if (link.up() && !silent) {
                        this.to.arriving(link.id);
                    }
                });
            }
        }
    }

    private @Nullable SyncMessage next() {
        SyncMessage live = urgent.poll();
        if (live == null) {
            return backlog.poll();
        }
        if (!backlog.isEmpty() && live instanceof SyncMessage.Response) {
            world.overtaken();
        }
        return live;
    }

    private void arrive(SyncMessage message) {
        if (link.up() && !silent) {
            world.heard(link.id, from, to, message);
            world.hears(to, message).ifPresent(heard -> to.received(link.id, heard));
        }
    }

    private void tellFullness() {
        boolean before = full;
        full = full ? waiting >= LOW_WATER : waiting > HIGH_WATER;
        if (full != before) {
            boolean writable = !full;
            world.clock.after(0, () -> {
                if (link.up()) {
                    from.writable(link.id, writable);
                }
            });
        }
    }

    /** About what the frame takes. */
    static long size(SyncMessage message) {
        long size = 64;
        if (message instanceof SyncMessage.Response response) {
            size += response.runs().stream().mapToLong(Bytes::size).sum();
        } else if (message instanceof SyncMessage.Fork fork) {
            size += fork.proof().size();
        } else if (message instanceof SyncMessage.AdvertisePage page) {
            size += 72L * page.heads().size();
        } else if (message instanceof SyncMessage.AdvertiseChanges changes) {
            size += 72L * changes.heads().size();
        } else if (message instanceof SyncMessage.Request request) {
            size += 78L * request.authors().size();
        }
        return size;
    }
}
