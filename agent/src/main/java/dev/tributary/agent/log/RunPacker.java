package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import io.airlift.compress.zstd.ZstdCompressor;

/**
 * Packs the runs that an agent writes, where that pays: text and numbers in full runs. It is done once, by the author's
 * agent; everybody else stores and forwards what came. Not safe for use by several threads at once.
 */
public final class RunPacker {
    /** Smaller runs, which live events travel in, gain too little for the price of a frame. */
    static final int SMALLEST = 1024;

    /** At least this part of a run must be saved. */
    private static final int SAVED_PART = 8;

    /** A prime, so that the samples do not fall into step with events of one size. */
    private static final int SAMPLES = 1021;

    private final ZstdCompressor zstd = new ZstdCompressor();
    private byte[] buffer = new byte[0];

    /** {@code run} with a packed form, or as it is when that would not save an eighth. */
    public CheckedRun pack(CheckedRun run) {
        byte[] plain = run.run().bytes();
        if (plain.length < SMALLEST || !repeats(plain)) {
            return run;
        }
        int most = zstd.maxCompressedLength(plain.length);
        if (buffer.length < most) {
            buffer = new byte[most];
        }
        int size = zstd.compress(plain, 0, plain.length, buffer, 0, most);
        Bytes packed = PackedRun.encode(run.run(), buffer, size);
        return packed.size() > plain.length - plain.length / SAVED_PART ? run : run.carriedAs(packed);
    }

    /**
     * A look at some bytes before all of them are worked through: random ones meet equal ones once in 256 times, and
     * what an eighth can be saved of does so twice as often (7 bits of entropy instead of 8).
     */
    private static boolean repeats(byte[] bytes) {
        int[] seen = new int[256];
        long meetings = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int value = bytes[(int) ((long) i * bytes.length / SAMPLES)] & 0xff;
            meetings += 2L * seen[value]++;
        }
        return meetings * 128 >= (long) SAMPLES * (SAMPLES - 1);
    }
}
