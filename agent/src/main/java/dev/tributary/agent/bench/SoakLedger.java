package dev.tributary.agent.bench;

import java.util.Arrays;

/**
 * One author's log in two columns: what its agent has acknowledged, and what another agent has shown. A seq takes 16
 * bytes, so a million events fit a small heap. For any thread.
 */
final class SoakLedger {
    /** Acknowledged as part of a batch, of which only the last hash was told. */
    private static final long UNTOLD = 2;

    private long[] acknowledged = new long[1_024];
    private long[] seen = new long[1_024];
    private long events;

    /**
     * What the columns say.
     *
     * @param missing acknowledged and not seen, though the reader still has events that are as old
     * @param changed seen with another hash than acknowledged
     */
    record Balance(long missing, long changed) {}

    /** The answer to a call came: {@code hash} is that of the last event. */
    synchronized void acknowledge(long firstSeq, long lastSeq, String hash) {
        acknowledged = room(acknowledged, lastSeq);
        Arrays.fill(acknowledged, (int) firstSeq, (int) lastSeq, UNTOLD);
        acknowledged[(int) lastSeq] = shortened(hash);
        events += lastSeq - firstSeq + 1;
    }

    /** The reader has an event. */
    synchronized void seen(long seq, String hash) {
        seen = room(seen, seq);
        seen[(int) seq] = shortened(hash);
    }

    /** How many events were acknowledged. */
    synchronized long acknowledged() {
        return events;
    }

    /** Compares; what lies below {@code firstSeq} and was not seen has been given up by the reader. */
    synchronized Balance balance(long firstSeq) {
        long missing = 0;
        long changed = 0;
        for (int seq = 1; seq < acknowledged.length; seq++) {
            long told = acknowledged[seq];
            long found = seq < seen.length ? seen[seq] : 0;
            missing += told != 0 && found == 0 && seq >= firstSeq ? 1 : 0;
            changed += told != 0 && told != UNTOLD && found != 0 && found != told ? 1 : 0;
        }
        return new Balance(missing, changed);
    }

    private static long[] room(long[] column, long seq) {
        return seq < column.length ? column : Arrays.copyOf(column, Math.toIntExact(Math.max(seq + 1, 2 * seq)));
    }

    /** Eight bytes of a hash; odd, so that it is neither nothing nor untold. */
    private static long shortened(String hash) {
        return Long.parseUnsignedLong(hash.substring(0, 16), 16) | 1;
    }
}
