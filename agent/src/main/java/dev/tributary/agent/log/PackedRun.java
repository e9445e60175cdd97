package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import io.airlift.compress.zstd.ZstdDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * The packed form of a run (PROTOCOL, "Run"): what it says of itself in front, so that nobody unpacks it to learn whose
 * it is, then the run as one zstd frame.
 *
 * <pre>
 * packed [author, firstSeq, count, size, zstd]     size: the bytes of the run that comes out, more than zstd has
 * </pre>
 *
 * Unlike a run it has no single encoding. Nothing is signed over it and nothing compared by it: hashes, signatures and
 * verdicts are about what comes out. Not safe for use by several threads at once.
 */
public final class PackedRun {
    private static final int ITEMS = 5;
    private static final byte FIRST = (byte) (CborHeads.ARRAY << 5 | ITEMS);

    /** The longest beginning: array, author, seq, count, size. */
    private static final int MOST_HEAD = 1 + 34 + CborHeads.MAX_SIZE * 3;

    private final LogLimits limits;
    private @Nullable ZstdDecompressor zstd;

    PackedRun(LogLimits limits) {
        this.limits = limits;
    }

    /** True for bytes that are no run but may be a packed one. */
    public static boolean isPacked(Bytes carried) {
        return carried.size() > 0 && carried.at(0) == FIRST;
    }

    /**
     * What {@code carried} takes as a plain run, as it says itself, and never less than it has: for counting what
     * somebody is about to unpack. Anything that is not a packed run counts as it is. At most 2^53 - 1.
     */
    public static long plainSize(Bytes carried) {
        if (!isPacked(carried)) {
            return carried.size();
        }
        try {
            CborReader in = new CborReader(beginning(carried));
            readHead(in, LogLimits.STANDARD.maxSeq(), Integer.MAX_VALUE);
            return Math.max(carried.size(), in.unsigned(LogLimits.STANDARD.maxSeq()));
        } catch (MalformedCbor e) {
            return carried.size();
        }
    }

    /** What it says in front. */
    RunCodec.Head head(Bytes packed) throws MalformedCbor {
        CborReader in = new CborReader(beginning(packed));
        RunCodec.Head head = readHead(in, limits.maxSeq(), limits.runEvents());
        if (in.unsigned(limits.runBytes()) <= 0) {
            throw MalformedCbor.because("a packed run is empty");
        }
        return head;
    }

    /** The run that is in it, with {@code packed} as the form in which it is carried on. */
    Run unpack(Bytes packed) throws MalformedCbor {
        CborReader in = new CborReader(packed.toArray());
        RunCodec.Head head = readHead(in, limits.maxSeq(), limits.runEvents());
        int size = (int) in.unsigned(limits.runBytes());
        Bytes frame = in.bytes(limits.runBytes());
        in.end();
        if (frame.size() >= size) {
            throw MalformedCbor.because("a packed run is not smaller than what is in it");
        }
        Run run = new RunReader(unpack(frame.toArray(), size), limits).read();
        boolean asSaid =
                head.author().equals(run.author()) && head.firstSeq() == run.firstSeq() && head.count() == run.count();
        if (!asSaid) {
            throw MalformedCbor.because("a packed run is not the one that it says");
        }
        return run.carriedAs(packed.compact());
    }

    /** Never writes more than {@code size} bytes, whatever the frame says. */
    private byte[] unpack(byte[] frame, int size) throws MalformedCbor {
        byte[] plain = new byte[size];
        int unpacked;
        try {
            unpacked = zstd().decompress(frame, 0, frame.length, plain, 0, size);
        } catch (RuntimeException e) {
            throw MalformedCbor.because("a packed run cannot be unpacked into " + size + " bytes");
        }
        if (unpacked != size) {
            throw MalformedCbor.because("a packed run has " + unpacked + " bytes and says " + size);
        }
        return plain;
    }

    /** The packed form of {@code run}, of which {@code frame} is the zstd frame. */
    static Bytes encode(Run run, byte[] frame, int frameSize) {
        CborWriter out = new CborWriter(MOST_HEAD + CborHeads.MAX_SIZE + frameSize);
        out.array(ITEMS);
        out.bytes(run.author().bytes());
        out.unsigned(run.firstSeq());
        out.unsigned(run.count());
        out.unsigned(run.encoded().size());
        out.bytes(frame, 0, frameSize);
        return out.toBytes();
    }

    private static byte[] beginning(Bytes packed) {
        return packed.slice(0, Math.min(packed.size(), MOST_HEAD)).toArray();
    }

    private static RunCodec.Head readHead(CborReader in, long maxSeq, int maxEvents) throws MalformedCbor {
        in.arrayOf(ITEMS);
        AuthorId author = new AuthorId(in.bytesOf(AuthorId.SIZE).compact());
        long firstSeq = in.unsigned(maxSeq);
        int count = (int) in.unsigned(maxEvents);
        if (firstSeq < 1 || count < 1) {
            throw MalformedCbor.because("a run has at least one event, from seq 1 on");
        }
        return new RunCodec.Head(author, firstSeq, count);
    }

    private ZstdDecompressor zstd() {
        ZstdDecompressor made = zstd;
        if (made == null) {
            made = new ZstdDecompressor();
            zstd = made;
        }
        return made;
    }
}
