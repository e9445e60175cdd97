package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A link between two sync machines that carries encoded frames, in steps of half a round trip, and counts them. */
final class PureLink {
    private static final Set<FrameType> ADVERTS = EnumSet.of(
            FrameType.HELLO,
            FrameType.INTEREST,
            FrameType.ADVERTISE_ROOT,
            FrameType.ADVERTISE_CHANGES,
            FrameType.ADVERTISE_PAGE,
            FrameType.ADVERTISE_RANGES);

    final PureAgent left;
    final PureAgent right;
    private final long id;
    private final MessageCodec codec = new MessageCodec(SyncLimits.STANDARD);
    private final Map<FrameType, Long> bytes = new EnumMap<>(FrameType.class);
    private final Map<FrameType, Long> frames = new EnumMap<>(FrameType.class);
    private List<Carried> underWay = new ArrayList<>();
    private long bytesToLeft;
    private int steps;

    /** Every frame in hex, {@code >} for those of the left side, {@code <} for those of the right one. */
    final List<String> transcript = new ArrayList<>();

    private record Carried(PureAgent from, Buffer frame) {}

    PureLink(long id, PureAgent left, PureAgent right) {
        this.id = id;
        this.left = left;
        this.right = right;
    }

    void open() {
        left.engine.opened(id, right.author, 0, left.now());
        right.engine.opened(id, left.author, 0, right.now());
        collect();
    }

    void close() {
        left.engine.closed(id);
        right.engine.closed(id);
        left.drain((agent, message) -> {});
        right.drain((agent, message) -> {});
    }

    void collect() {
        left.drain(this::send);
        right.drain(this::send);
    }

    private void send(PureAgent from, SyncMessage message) {
        Buffer frame = codec.encode(message);
        FrameType type = FrameType.of(message);
        bytes.merge(type, (long) frame.length(), Long::sum);
        frames.merge(type, 1L, Long::sum);
        bytesToLeft += from == right ? frame.length() : 0;
        transcript.add((from == left ? "> " : "< ") + HexFormat.of().formatHex(frame.getBytes()));
        underWay.add(new Carried(from, frame));
    }

    /** Lets everything arrive that is under way; false when nothing was. */
    boolean step() {
        List<Carried> arriving = underWay;
        underWay = new ArrayList<>();
        for (Carried carried : arriving) {
            PureAgent to = carried.from() == left ? right : left;
            Buffer frame = carried.frame();
            FrameType type = Objects.requireNonNull(FrameType.of(frame.getUnsignedByte(4)));
            MessageCodec.Decoded decoded = codec.decode(type, frame.getBytes(FrameDecoder.HEAD, frame.length()));
            to.engine.received(id, Objects.requireNonNull(decoded.message(), decoded.malformed()), to.now());
        }
        collect();
        steps += arriving.isEmpty() ? 0 : 1;
        return !arriving.isEmpty();
    }

    /** Lets everything arrive until both sides have nothing more to say at this moment. */
    void settle() {
        while (step() || pagesGoOn()) {}
    }

    private boolean pagesGoOn() {
        left.at(left.now() + 5);
        right.at(right.now() + 5);
        collect();
        return !underWay.isEmpty();
    }

    /** Lets time pass for both, in steps of 100 ms. */
    void pass(long millis) {
        long end = left.now() + millis;
        while (left.now() < end) {
            long next = Math.min(end, left.now() + 100);
            left.at(next);
            right.at(next);
            collect();
            while (step()) {}
        }
    }

    long advertBytes() {
        return ADVERTS.stream().mapToLong(this::bytes).sum();
    }

    long allBytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    long bytesToLeft() {
        return bytesToLeft;
    }

    long bytes(FrameType type) {
        return bytes.getOrDefault(type, 0L);
    }

    long frames(FrameType type) {
        return frames.getOrDefault(type, 0L);
    }

    double roundTrips() {
        return steps / 2.0;
    }

    void forgetCounts() {
        bytes.clear();
        frames.clear();
        transcript.clear();
        bytesToLeft = 0;
        steps = 0;
    }
}
