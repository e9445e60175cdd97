package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.RunPacker;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Collects the runs of a range of positions and makes of each author's as few as may be. Bounded: a block spans at most
 * {@link #POSITIONS} positions and {@link #BYTES}, or a few times that where damage was mended, so that reading by
 * position never has to look far. One thread uses it.
 */
final class BlockBuilder {
    static final int POSITIONS = 16 * 1024;
    static final int BYTES = 2 * 1024 * 1024;

    /** The most positions from the first to the last event of a run. */
    static final int SPREAD = 4 * POSITIONS;

    /** How many times as large a block may become by runs that came back and lie across the border of two. */
    private static final int CROWDED = 8;

    private final SpaceId space;
    private final UnaryOperator<Run> kept;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final RunPacker packer = new RunPacker();
    private final Map<AuthorId, List<StoredRun>> open = new HashMap<>();
    private final List<Joined> done = new ArrayList<>();
    private long first;
    private long last;
    private long bytes;

    /** {@code kept} gives what of a run is kept: itself, or without some payloads. */
    BlockBuilder(SpaceId space, UnaryOperator<Run> kept) {
        this.space = space;
        this.kept = kept;
    }

    /**
     * A run as it will lie in the block.
     *
     * @param run it
     * @param hashed with the hashes of its events
     */
    record Joined(StoredRun run, CheckedRun hashed) {}

    boolean isEmpty() {
        return bytes == 0;
    }

    /** True when {@code run} belongs in the next block. */
    boolean isFull(StoredRun run) {
        return isFull(run.firstPosition(), run.lastPosition(), run.plainSize());
    }

    /**
     * True when {@code more} bytes from {@code firstPosition} to {@code lastPosition} belong in the next block. What
     * lies between positions of this one does not: a reader looks for a position in the last block that begins before
     * it.
     */
    boolean isFull(long firstPosition, long lastPosition, long more) {
        return !isEmpty() && firstPosition > last && exceeds(lastPosition, more, 1);
    }

    /** True when {@code run} lies between positions of this block, which is too large for it already. */
    boolean isCrowded(StoredRun run) {
        return !isEmpty() && exceeds(run.lastPosition(), run.plainSize(), CROWDED);
    }

    private boolean exceeds(long lastPosition, long more, int times) {
        return lastPosition - first >= (long) times * POSITIONS || bytes + more > (long) times * BYTES;
    }

    /** Takes a run that stands behind all of its author's before; {@code joins} when it may become part of one. */
    void add(StoredRun run, boolean joins) throws IOException {
        first = isEmpty() ? run.firstPosition() : Math.min(first, run.firstPosition());
        last = Math.max(last, run.lastPosition());
        bytes += run.plainSize();
        List<StoredRun> parts = open.computeIfAbsent(run.author(), key -> new ArrayList<>());
        if (!joins || !fits(parts, run)) {
            close(parts);
            parts.clear();
        }
        parts.add(run);
    }

    private boolean fits(List<StoredRun> parts, StoredRun next) {
        long size = next.plainSize();
        int events = next.count();
        for (StoredRun part : parts) {
            size += part.plainSize();
            events += part.count();
        }
        return parts.isEmpty()
                || (parts.get(parts.size() - 1).lastSeq() + 1 == next.firstSeq() && codec.joins(events, size));
    }

    private void close(List<StoredRun> parts) throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        List<Run> runs = new ArrayList<>();
        boolean asItWas = parts.size() == 1;
        for (StoredRun part : parts) {
            Run run = codec.decode(part.encoded())
                    .run()
                    .orElseThrow(() -> new IOException("a stored run of " + part.author() + " cannot be decoded"));
            Run left = kept.apply(run);
            asItWas &= left == run;
            runs.add(left);
        }
        CheckedRun hashed = codec.trust(space, codec.joined(runs));
        StoredRun end = parts.get(parts.size() - 1);
        if (!hashed.head().equals(end.head())) {
            throw new IOException("a stored run of " + end.author() + " does not lead to its own head");
        }
        StoredRun run = new StoredRun(
                end.author(),
                parts.get(0).firstSeq(),
                hashed.count(),
                parts.get(0).firstPosition(),
                end.lastTimestamp(),
                end.lastHash(),
                asItWas ? end.encoded() : packer.pack(hashed).run().carried(),
                spans(parts));
        done.add(new Joined(run, hashed));
    }

    /** The positions of all parts; none when they are next to each other. */
    private static List<Span> spans(List<StoredRun> parts) {
        List<Span> spans = new ArrayList<>();
        for (StoredRun part : parts) {
            part.allSpans().forEach(span -> Span.add(spans, span));
        }
        return spans.size() == 1 ? List.of() : spans;
    }

    /** The lowest position of the block that {@link #finish} gives. */
    long first() {
        return first;
    }

    /** The highest. */
    long last() {
        return last;
    }

    /** All runs in the order of their first positions; empties the builder. */
    List<Joined> finish() throws IOException {
        for (List<StoredRun> parts : open.values()) {
            close(parts);
        }
        List<Joined> finished = new ArrayList<>(done);
        finished.sort(Comparator.comparingLong(joined -> joined.run().firstPosition()));
        open.clear();
        done.clear();
        bytes = 0;
        last = 0;
        return finished;
    }
}
