package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for their socket, in two lanes: what is urgent overtakes what is backlog, each lane keeps its order.
 * A push that must not overtake backlog of its authors is urgent where none of that waits any more. Knows when the link
 * counts as full and as free again. Pure.
 */
final class SendQueue {
    /** Small frames are written together up to this size: one TLS record and one system call instead of many. */
    private static final int BATCH = 16 * 1024;

    private static final int LARGEST_PIECE = 256 * 1024;

    /** What a frame takes in memory beside its bytes, about. */
    private static final int FRAME_COST = 256;

    private final ArrayDeque<Waiting> urgent = new ArrayDeque<>();
    private final ArrayDeque<Waiting> backlog = new ArrayDeque<>();
    private final int highWater;
    private final int lowWater;
    private long bytes;
    private boolean full;
    private @Nullable MessageCodec codec;

    /** How much of the oldest frame of the backlog is written already. */
    private int cut;

    /** How many frames of the backlog hold runs of an author. */
    private final Map<AuthorId, Integer> authors = new HashMap<>();

    private record Waiting(FrameType type, Buffer frame, Set<AuthorId> authors) {}

    SendQueue(int highWater, int lowWater) {
        this.highWater = highWater;
        this.lowWater = lowWater;
    }

    /** Puts {@code message}, which was encoded as {@code frame}, into its lane. */
    void add(SyncMessage message, Buffer frame) {
        FrameType type = FrameType.of(message);
        if (message instanceof SyncMessage.Response response && !message.urgent()) {
            Set<AuthorId> whose = response.authors();
            // Runs whose author cannot be told wait as well: nothing of theirs may be overtaken unseen.
            if (!response.trails() || whose.isEmpty() || whose.stream().anyMatch(authors::containsKey)) {
                whose.forEach(author -> authors.merge(author, 1, Integer::sum));
                backlog.add(new Waiting(type, frame, whose));
                bytes += frame.length();
                return;
            }
        }
        add(type, frame, message.urgent() || message instanceof SyncMessage.Response);
    }

    /** Puts a frame without runs into a lane. The answer to a ping goes before all others. */
    void add(FrameType type, Buffer frame, boolean overtakes) {
        Waiting waiting = new Waiting(type, frame, Set.of());
        if (type == FrameType.PONG) {
            urgent.addFirst(waiting);
        } else {
            (overtakes ? urgent : backlog).add(waiting);
        }
        bytes += frame.length();
    }

    /** From now on large frames of the backlog go in pieces, between which what is urgent goes out. */
    void cuts(MessageCodec pieces) {
        codec = pieces;
    }

    /** The size of the next frame or of what is left of it; there must be one. */
    int next() {
        Waiting first = Objects.requireNonNull(urgent.isEmpty() ? backlog.peek() : urgent.peek());
        return first.frame().length() - (urgent.isEmpty() ? cut : 0);
    }

    /** True when the next frame is the answer to a ping, which is written alone. */
    boolean answersNext() {
        Waiting first = urgent.peek();
        return first != null && first.type() == FrameType.PONG;
    }

    /**
     * The next bytes to write; there must be some. That is one frame or several small ones, or where frames are cut a
     * piece of a frame that is larger than {@code quantum}. {@code taken} hears of each frame in them.
     */
    Buffer take(int quantum, ObjIntConsumer<FrameType> taken) {
        int most = Math.min(BATCH, quantum);
        if (urgent.isEmpty() && codec != null && (cut > 0 || next() > quantum)) {
            return piece(codec, quantum, taken);
        }
        Waiting first = Objects.requireNonNull(poll(Integer.MAX_VALUE));
        taken.accept(first.type(), first.frame().length());
        int room = first.type() == FrameType.PONG ? 0 : most - first.frame().length();
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

    private Buffer piece(MessageCodec pieces, int quantum, ObjIntConsumer<FrameType> taken) {
        Waiting whole = Objects.requireNonNull(backlog.peek());
        int end = Math.min(whole.frame().length(), cut + Math.min(quantum, LARGEST_PIECE));
        Buffer piece =
                pieces.encode(new SyncMessage.Piece(Bytes.wrap(whole.frame().getBytes(cut, end))));
        bytes -= end - cut;
        taken.accept(whole.type(), end - cut);
        taken.accept(FrameType.PIECE, piece.length() - (end - cut));
        cut = end;
        if (cut == whole.frame().length()) {
            written(Objects.requireNonNull(backlog.poll()));
            cut = 0;
        }
        return piece;
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

    /** What all of it takes in memory, about. */
    long memory() {
        return bytes + (long) FRAME_COST * (urgent.size() + backlog.size());
    }

    void clear() {
        urgent.clear();
        backlog.clear();
        authors.clear();
        cut = 0;
        bytes = 0;
    }

    private @Nullable Waiting poll(int room) {
        ArrayDeque<Waiting> lane = urgent.isEmpty() ? backlog : urgent;
        Waiting next = lane.peek();
        boolean begun = lane == backlog && cut > 0;
        if (next == null || begun || next.frame().length() > room) {
            return null;
        }
        lane.poll();
        bytes -= next.frame().length();
        written(next);
        return next;
    }

    private void written(Waiting frame) {
        for (AuthorId author : frame.authors()) {
            authors.computeIfPresent(author, (key, frames) -> frames == 1 ? null : frames - 1);
        }
    }
}
