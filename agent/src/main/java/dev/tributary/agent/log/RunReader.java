package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.util.Arrays;

/** Reads one run and finds everything that can be wrong with it short of links and signatures. Used once. */
final class RunReader {
    /** What the digest of a deleted payload takes more than the head of its size. */
    private static final int DELETED_OVERHEAD = 35;

    private static final byte[] GENESIS = encodedText(GenesisEvent.TYPE);
    /** The largest timestamp: what a double holds exactly. */
    static final long MAX_TIMESTAMP = (1L << 53) - 1;

    private final byte[] bytes;
    private final LogLimits limits;
    private final CborReader in;

    RunReader(byte[] bytes, LogLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.in = new CborReader(bytes);
    }

    /**
     * What a payload takes when it is deleted, beyond what it takes now. It counts towards the size of a run, so that
     * deleting payloads never makes a run too large.
     */
    static int reserve(int payloadSize) {
        return Math.max(0, DELETED_OVERHEAD - payloadSize);
    }

    /** What stands before the events. */
    RunCodec.Head readHead() throws MalformedCbor {
        in.arrayOf(7);
        AuthorId author = new AuthorId(in.bytesOf(AuthorId.SIZE).compact());
        long firstSeq = in.unsigned(limits.maxSeq());
        in.skipBytesOf(EventHash.SIZE);
        readTypes();
        in.unsigned(MAX_TIMESTAMP);
        int count = in.array(limits.runEvents());
        if (firstSeq < 1 || count < 1) {
            throw MalformedCbor.because("a run has at least one event, from seq 1 on");
        }
        return new RunCodec.Head(author, firstSeq, count);
    }

    Run read() throws MalformedCbor {
        in.arrayOf(7);
        AuthorId author = new AuthorId(in.bytesOf(AuthorId.SIZE).compact());
        long firstSeq = in.unsigned(limits.maxSeq());
        EventHash prev = new EventHash(in.bytesOf(EventHash.SIZE).compact());
        if (firstSeq < 1 || (firstSeq == 1) != prev.equals(EventHash.NONE)) {
            throw MalformedCbor.because("seq 1, and only seq 1, has 32 zero bytes before it");
        }
        int[] types = readTypes();
        long base = in.unsigned(MAX_TIMESTAMP);
        int count = in.array(limits.runEvents());
        if (count < 1) {
            throw MalformedCbor.because("a run has no events");
        }
        if (firstSeq > limits.maxSeq() - count + 1) {
            throw MalformedCbor.tooLarge("a seq is larger than " + limits.maxSeq());
        }
        RunLayout layout = new RunLayout(types.length - 1, count);
        System.arraycopy(types, 0, layout.typeAt, 0, types.length - 1);
        System.arraycopy(types, 1, layout.typeEnd, 0, types.length - 1);
        readEvents(layout, author, base);
        in.skipBytesOf(Run.SIGNATURE_SIZE);
        in.end();
        checkTypes(layout, firstSeq);
        return new Run(bytes, author, firstSeq, prev, layout);
    }

    /** Where each type begins, and where the last ends. */
    private int[] readTypes() throws MalformedCbor {
        int count = in.array(limits.runEvents());
        int[] at = new int[count + 1];
        for (int i = 0; i < count; i++) {
            at[i] = in.position();
            if (in.text(limits.typeBytes()).isEmpty()) {
                throw MalformedCbor.because("a type is empty");
            }
            int end = in.position();
            // Encoded texts of different lengths differ in their heads: shorter first, then by bytes.
            if (i > 0 && Arrays.compareUnsigned(bytes, at[i - 1], at[i], bytes, at[i], end) >= 0) {
                throw MalformedCbor.because("types are not sorted and unique");
            }
        }
        at[count] = in.position();
        return at;
    }

    private void readEvents(RunLayout layout, AuthorId author, long base) throws MalformedCbor {
        long timestamp = base;
        long size = bytes.length;
        for (int i = 0; i < layout.events(); i++) {
            in.arrayOf(4);
            layout.type[i] = (int) in.unsigned(Integer.MAX_VALUE);
            if (layout.type[i] >= layout.types()) {
                throw MalformedCbor.because("an event has a type that is not in the table");
            }
            long delta = in.integer();
            if (i == 0 ? delta != 0 : delta > MAX_TIMESTAMP || delta < -MAX_TIMESTAMP) {
                throw MalformedCbor.because("a timestamp difference is out of range");
            }
            timestamp += delta;
            if (timestamp < 0 || timestamp > MAX_TIMESTAMP) {
                throw MalformedCbor.because("a timestamp is out of range");
            }
            layout.timestamp[i] = timestamp;
            layout.depsAt[i] = in.position();
            Dependencies.check(in, bytes, limits, author);
            layout.depsEnd[i] = in.position();
            readPayload(layout, i);
            size += layout.deleted[i] ? 0 : reserve(layout.payloadSize[i]);
        }
        if (size > limits.runBytes()) {
            throw MalformedCbor.tooLarge("a run is larger than " + limits.runBytes() + " bytes");
        }
    }

    private void readPayload(RunLayout layout, int index) throws MalformedCbor {
        layout.deleted[index] = in.nextIs(CborHeads.ARRAY);
        if (layout.deleted[index]) {
            in.arrayOf(2);
            layout.payloadSize[index] = (int) in.unsigned(limits.payloadBytes());
            layout.payloadAt[index] = in.skipBytesOf(Sha256.SIZE);
        } else {
            layout.payloadSize[index] = in.bytesHead(limits.payloadBytes());
            layout.payloadAt[index] = in.position();
            in.skip(layout.payloadSize[index]);
        }
    }

    /** Every type of the table is used, and only a first event without dependencies founds a space. */
    private void checkTypes(RunLayout layout, long firstSeq) throws MalformedCbor {
        boolean[] used = new boolean[layout.types()];
        for (int i = 0; i < layout.events(); i++) {
            int type = layout.type[i];
            used[type] = true;
            boolean founds =
                    Arrays.equals(bytes, layout.typeAt[type], layout.typeEnd[type], GENESIS, 0, GENESIS.length);
            boolean lone = layout.depsEnd[i] - layout.depsAt[i] == 1;
            if (founds && (i > 0 || firstSeq != 1 || !lone)) {
                throw MalformedCbor.because("a genesis event has seq 1 and no dependencies");
            }
        }
        for (boolean isUsed : used) {
            if (!isUsed) {
                throw MalformedCbor.because("a type is not used");
            }
        }
    }

    private static byte[] encodedText(String text) {
        CborWriter out = new CborWriter(64);
        out.text(text);
        return out.toArray();
    }
}
