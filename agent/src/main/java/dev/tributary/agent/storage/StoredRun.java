package dev.tributary.agent.storage;

import dev.tributary.agent.log.PackedRun;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A durable run, not decoded.
 *
 * @param author whose events
 * @param firstSeq the seq of the first
 * @param count how many
 * @param firstPosition the store's position of the first
 * @param lastTimestamp the author's clock at the last event, Unix milliseconds
 * @param lastHash the hash of the last event
 * @param encoded the run as it travels, plain or packed
 * @param spans which of its events were stored next to each other; none where all were
 */
public record StoredRun(
        AuthorId author,
        long firstSeq,
        int count,
        long firstPosition,
        long lastTimestamp,
        EventHash lastHash,
        Bytes encoded,
        List<Span> spans) {
    public StoredRun {
        spans = List.copyOf(spans);
    }

    /** A run whose events were stored next to each other. */
    public StoredRun(
            AuthorId author,
            long firstSeq,
            int count,
            long firstPosition,
            long lastTimestamp,
            EventHash lastHash,
            Bytes encoded) {
        this(author, firstSeq, count, firstPosition, lastTimestamp, lastHash, encoded, List.of());
    }

    /** True for a run of {@code author} that holds {@code seq}: an index is never trusted blindly. */
    static Predicate<StoredRun> of(AuthorId author, long seq) {
        return run -> run.author().equals(author) && run.firstSeq() <= seq && run.lastSeq() >= seq;
    }

    /** The seq of the last event. */
    public long lastSeq() {
        return firstSeq + count - 1;
    }

    /** The position of the last event. */
    public long lastPosition() {
        return position(count - 1);
    }

    /** The position of the event with index {@code index}, from 0. */
    public long position(int index) {
        int left = index;
        for (Span span : spans) {
            if (left < span.count()) {
                return span.position() + left;
            }
            left -= span.count();
        }
        return firstPosition + index;
    }

    /** All its spans, at least one. */
    List<Span> allSpans() {
        return spans.isEmpty() ? List.of(new Span(firstPosition, count)) : spans;
    }

    /** Where the events from {@code firstSeq} to {@code lastSeq} are, which it holds. */
    List<Span> spans(long firstSeq, long lastSeq) {
        List<Span> part = new ArrayList<>();
        for (long seq = firstSeq; seq <= lastSeq; seq++) {
            Span.add(part, new Span(position((int) (seq - this.firstSeq)), 1));
        }
        return part;
    }

    /** What the run takes when it is plain: what it counts as wherever bytes are bounded. */
    public long plainSize() {
        return PackedRun.plainSize(encoded);
    }

    /** The author's head when this is its newest run. */
    public AuthorHead head() {
        return new AuthorHead(author, lastSeq(), lastHash);
    }
}
