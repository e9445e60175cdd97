package dev.tributary.agent.storage;

import java.io.IOException;
import java.util.Optional;

/** Damages stores, and mends them with what another one holds. */
final class Healing {
    private static final int ROUNDS = 40;

    private Healing() {}

    static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        return flipped;
    }

    /** Flips a byte in each piece of {@code every} bytes of a segment from {@code from} to {@code to}. */
    static void damage(SimDisk disk, String name, int from, int to, int every) throws IOException {
        byte[] bytes = disk.bytes(name).clone();
        for (int at = Math.max(from, SegmentHeader.SIZE); at < Math.min(to, bytes.length); at += every) {
            bytes[at] ^= 1;
        }
        disk.put(name, bytes);
    }

    /**
     * Lets the store find what is damaged, and hands it what the peer holds of that, until nothing is missing; returns
     * how many events were asked for.
     */
    static long heal(TestStore store, TestStore peer) throws IOException {
        return heal(store, peer, 100_000);
    }

    /** As {@link #heal(TestStore, TestStore)}; the peer gives that many bytes of a hole at a time. */
    static long heal(TestStore store, TestStore peer, int atOnce) throws IOException {
        long asked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            asked += round(store, peer, atOnce);
        }
        return asked;
    }

    private static long round(TestStore store, TestStore peer, int atOnce) throws IOException {
        long asked = 0;
        store.tidy();
        store.open()
                .store()
                .takeMark()
                .ifPresent(mark -> store.writer().putState("tributary", "scrub", Optional.of(mark)));
        store.writer().commit(TestStore.NOW);
        for (Hole hole : store.open().store().repairs().orElseThrow().wanted()) {
            asked += hole.count();
            store.writer()
                    .append(
                            TestStore.PEER,
                            peer.reader().runs(hole.author(), hole.firstSeq() - 1, hole.lastSeq(), atOnce),
                            TestStore.NOW);
        }
        store.writer().commit(TestStore.NOW);
        return asked;
    }

    /** Mends some of it only. */
    static void begin(TestStore store, TestStore peer, int atOnce, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            round(store, peer, atOnce);
        }
        store.tidy();
    }
}
