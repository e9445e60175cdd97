package dev.tributary.agent.network;

import java.util.ArrayDeque;

/**
 * How much may be under way to a peer that it has not read yet, so that what is urgent never waits behind megabytes in
 * the buffers of kernels and modems. Pings mark places in what is written; their answers tell how much has arrived, at
 * which rate, and how long it took. As much may be under way as the link carries in its shortest round trip and 300 ms
 * more, or half as much again where that is longer: with less, the rate of a long link would be found too slowly. Pure;
 * times are nanoseconds of a clock that only goes forward.
 *
 * <p>The shortest round trip is measured anew every 30 s on a nearly empty link, since a queue that is always there
 * would pass for a longer way otherwise.
 */
final class Flight {
    /** Under way before anything is known. */
    static final int FIRST = 16 * 1024;

    /** The least that may be under way: one packet on its way and one behind it. */
    static final int FLOOR = 3 * 1024;

    /** The most marks that wait for their answers. */
    static final int MARKS = 16;

    private static final long QUEUE_NANOS = 300_000_000L;
    private static final long SHORTEST_COUNTS_NANOS = 30_000_000_000L;
    /** Bytes between two marks at least. */
    static final int LEAST_BETWEEN_MARKS = 768;

    private static final long MARK_NANOS = 1_000_000_000L;
    private static final double NANOS = 1e9;
    private static final long TOKENS = 0xffff;

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long lastToken;
    private long written;
    private long marked;
    private long markedAt = Long.MIN_VALUE / 2;
    private long arrived;
    private double perSecond = -1;
    private long shortest = Long.MAX_VALUE;
    private long shortestAt;
    private boolean emptying;

    /**
     * A ping that waits for its answer.
     *
     * @param token its number
     * @param written bytes written before it
     * @param arrived bytes that were known to have arrived when it was written
     * @param limited whether more would have been written had there been room
     * @param at when it was written
     */
    private record Mark(long token, long written, long arrived, boolean limited, long at) {}

    /** So many bytes were written. */
    void wrote(int bytes) {
        written += bytes;
    }

    /** Bytes that were written and of which it is not known that they have arrived. */
    long underWay() {
        return written - arrived;
    }

    /** How many more bytes may be written now. */
    long room() {
        return Math.max(0, window() - underWay());
    }

    /**
     * True when a mark tells more than it costs; once a second too while {@code more} waits, since a rate of our own
     * may keep a wide link slow.
     */
    boolean wantsMark(boolean more, long now) {
        long since = written - marked;
        boolean due = since >= between() || (more && now - markedAt >= MARK_NANOS) || (marks.isEmpty() && room() == 0);
        return since > 0 && marks.size() < MARKS && due;
    }

    /** Notes a ping that is written now, and returns its token; the oldest mark goes when there are too many. */
    long mark(boolean limited, long now) {
        if (marks.size() == MARKS) {
            marks.poll();
        }
        lastToken = (lastToken + 1) & TOKENS;
        marked = written;
        markedAt = now;
        marks.add(new Mark(lastToken, written, arrived, limited, now));
        return lastToken;
    }

    /** Takes the answer to a mark and returns its round trip; -1 when nobody waits for it. */
    long answered(long token, long now) {
        if (marks.stream().noneMatch(mark -> mark.token() == token)) {
            return -1;
        }
        Mark mark = marks.remove();
        while (mark.token() != token) {
            mark = marks.remove();
        }
        long took = Math.max(1, now - mark.at());
        arrived = mark.written();
        measureRate((arrived - mark.arrived()) * NANOS / took, mark.limited());
        measureTrip(took, mark, now);
        return took;
    }

    /** Bytes a second that the link was last seen to carry; negative when unknown. */
    double perSecond() {
        return perSecond;
    }

    /** Bytes that may be under way. */
    long window() {
        if (perSecond < 0) {
            return FIRST;
        }
        long nanos = emptying ? shortest / 2 : shortest + Math.max(QUEUE_NANOS, shortest / 2);
        return Math.max(FLOOR, (long) (perSecond * nanos / NANOS));
    }

    /** A link that nobody filled may carry more than it was seen to. */
    private void measureRate(double seen, boolean limited) {
        if (perSecond < 0) {
            perSecond = limited ? seen : -1;
        } else if (seen > perSecond) {
            perSecond = seen;
        } else if (limited) {
            perSecond = (3 * perSecond + seen) / 4;
        }
    }

    private void measureTrip(long took, Mark mark, long now) {
        boolean alone = emptying && mark.written() - mark.arrived() <= window();
        if (took <= shortest || alone) {
            shortest = took;
            shortestAt = now;
            emptying = false;
        } else if (mark.limited() && now - shortestAt > SHORTEST_COUNTS_NANOS) {
            emptying = true;
        }
    }

    private long between() {
        return emptying ? 1 : Math.max(LEAST_BETWEEN_MARKS, window() / 8);
    }
}
