package dev.tributary.agent.storage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of a run that was made of several: where its events were stored, then a {@link RunBody}. Numbers are
 * unsigned LEB128, seven bits a byte, the lowest first.
 *
 * <pre>
 * u16 bytes of the spans
 * number of events of the first span, which begins at the position in the run's preamble
 * for each further span: positions left out since the one before, number of events
 * the body of a run
 * </pre>
 */
final class MergedBody {
    private static final int MOST_NUMBER = 9;

    private MergedBody() {}

    /** The kind of record that {@code run} needs. */
    static RecordKind kind(StoredRun run) {
        return run.spans().isEmpty() ? RecordKind.RUN : RecordKind.MERGED;
    }

    /** The size of the body of {@code run}, of either kind. */
    static int size(StoredRun run) {
        return RunBody.size(run) + (run.spans().isEmpty() ? 0 : 2 + spansSize(run.spans()));
    }

    /** Puts the body of {@code run}, of either kind. */
    static void put(ByteBuffer target, StoredRun run) {
        if (!run.spans().isEmpty()) {
            target.putShort((short) spansSize(run.spans()));
            long next = run.firstPosition();
            for (Span span : run.spans()) {
                if (span.position() != run.firstPosition()) {
                    putNumber(target, span.position() - next);
                }
                putNumber(target, span.count());
                next = span.position() + span.count();
            }
        }
        RunBody.put(target, run);
    }

    private static int spansSize(List<Span> spans) {
        int size = 0;
        long next = spans.get(0).position();
        for (Span span : spans) {
            size += (size == 0 ? 0 : numberSize(span.position() - next)) + numberSize(span.count());
            next = span.position() + span.count();
        }
        return size;
    }

    private static int numberSize(long number) {
        return (Long.SIZE - Long.numberOfLeadingZeros(number | 1) + 6) / 7;
    }

    private static void putNumber(ByteBuffer target, long number) {
        long left = number;
        while (left > 0x7f) {
            target.put((byte) (left | 0x80));
            left >>>= 7;
        }
        target.put((byte) left);
    }

    /** Reads a body; empty when it makes no sense. */
    static Optional<StoredRun> decode(ByteBuffer body, boolean content) {
        int size = body.remaining() < 2 ? 0 : body.getShort(body.position()) & 0xffff;
        if (size == 0 || body.remaining() < 2 + size) {
            return Optional.empty();
        }
        ByteBuffer spans = body.slice(body.position() + 2, size);
        int runAt = body.position() + 2 + size;
        return RunBody.decode(body.slice(runAt, body.limit() - runAt), content).flatMap(run -> with(run, spans));
    }

    private static Optional<StoredRun> with(StoredRun run, ByteBuffer bytes) {
        List<Span> spans = new ArrayList<>();
        long next = run.firstPosition();
        int left = run.count();
        while (left > 0) {
            long gap = spans.isEmpty() ? 0 : number(bytes);
            long count = number(bytes);
            boolean sound = gap >= (spans.isEmpty() ? 0 : 1) && count >= 1 && count <= left;
            if (!sound || next + gap < next) {
                return Optional.empty();
            }
            spans.add(new Span(next + gap, (int) count));
            next += gap + count;
            left -= (int) count;
        }
        return bytes.hasRemaining() || spans.size() < 2
                ? Optional.empty()
                : Optional.of(new StoredRun(
                        run.author(),
                        run.firstSeq(),
                        run.count(),
                        run.firstPosition(),
                        run.lastTimestamp(),
                        run.lastHash(),
                        run.encoded(),
                        spans));
    }

    /** The next number; -1 where there is none. */
    private static long number(ByteBuffer bytes) {
        long number = 0;
        for (int i = 0; i < MOST_NUMBER && bytes.hasRemaining(); i++) {
            byte next = bytes.get();
            number |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return number;
            }
        }
        return -1;
    }
}
