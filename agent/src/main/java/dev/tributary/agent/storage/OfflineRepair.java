package dev.tributary.agent.storage;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Does for a damaged store that no agent runs on all that can be done without peers, so that the agent starts cleanly
 * and asks for the rest: writes anew what follows from the segments, cuts what was never acknowledged, writes segments
 * anew that lack no event, takes down what is damaged and names what is missing. What still checks is never deleted.
 */
public final class OfflineRepair {
    /** What is set aside has this behind its name. */
    static final String DAMAGED = ".damaged";

    private static final int SEGMENT_BYTES = 64 << 20;

    private final StoreFiles files;
    private final List<String> done = new ArrayList<>();

    private OfflineRepair(StoreFiles files) {
        this.files = files;
    }

    /**
     * Repairs the store in a data directory.
     *
     * @param fence what its fence says of the own log
     * @throws AgentException when an agent uses it, a newer program wrote it, or the disk does not do its part
     */
    public static RepairReport run(Path data, FenceFile.Content fence, Verify.Progress progress) {
        Path folder = data.resolve(OpenStore.FOLDER);
        try (DataLock lock = DataLock.take(data)) {
            Path locked = lock.data().resolve(OpenStore.FOLDER);
            return run(new DiskFiles(locked), MapDbIndex.in(locked.resolve("index.mapdb")), fence, progress);
        } catch (IOException e) {
            throw OpenStore.unusable(folder, "repaired", e);
        }
    }

    static RepairReport run(StoreFiles files, RunIndex.Home indexes, FenceFile.Content fence, Verify.Progress progress)
            throws IOException {
        OfflineRepair repair = new OfflineRepair(files);
        StoreInfo info = repair.info();
        repair.setAsideDamagedMerges(info);
        repair.deleteDamagedHashes(info);
        LogBook book = new LogBook(info.storeId());
        SegmentStore store = SegmentStore.open(files, info, anew(indexes), SEGMENT_BYTES, StorageMeter.NONE);
        Upkeep.Mended mended;
        try {
            store.load(book);
            mended = store.mend(progress);
        } finally {
            store.close();
        }
        if (mended.segments() > 0) {
            repair.done.add(mended.segments() + " of the segments were damaged where no event lies, and written anew");
        }
        List<Hole> missing = new ArrayList<>(mended.missing());
        long events = mended.missingEvents() + lostEnd(book, fence, missing);
        return new RepairReport(repair.done, missing, events);
    }

    /** What the store is; written anew from a segment's header where its file is damaged or missing. */
    private StoreInfo info() throws IOException {
        boolean there = files.names().contains(StoreInfo.FILE);
        if (there && !StoreInfo.isDamaged(files.content(StoreInfo.FILE))) {
            return StoreInfo.decode(files.content(StoreInfo.FILE));
        }
        StoreInfo found = OpenStore.fromSegments(files)
                .orElseThrow(() -> new IOException(StoreInfo.FILE + (there ? " is damaged" : " is missing")
                        + " and no segment says what it belongs to: take a backup"));
        if (there) {
            files.rename(StoreInfo.FILE, StoreInfo.FILE + DAMAGED);
        }
        files.replace(StoreInfo.FILE, found.encode());
        done.add(StoreInfo.FILE + " was written anew from the header of a segment");
        return found;
    }

    /** An index that is made anew whatever there is: nothing that lies beside the segments is believed. */
    private static RunIndex.Home anew(RunIndex.Home indexes) {
        return new RunIndex.Home() {
            @Override
            public RunIndex.Filling fresh() {
                return indexes.fresh();
            }

            @Override
            public RunIndex reopen(List<AuthorId> authors, String stamp, long checksum) {
                throw new IllegalStateException("a repair makes it anew");
            }

            @Override
            public boolean isKept() {
                return false;
            }
        };
    }

    /** A merged segment that is damaged while what it was made of is still there does not take its place. */
    private void setAsideDamagedMerges(StoreInfo info) throws IOException {
        Map<SegmentName, Long> damaged = new TreeMap<>((one, other) -> Integer.compare(one.id(), other.id()));
        SegmentTable table = SegmentTable.read(files);
        for (SegmentTable.Segment segment : table.all()) {
            SegmentName name = segment.name();
            boolean covers = covers(name, table.replaced());
            long bad = covers ? damagedBytes(name, info) : 0;
            if (bad > 0 || (covers && segment.base() < 0)) {
                damaged.put(name, bad);
            }
        }
        for (SegmentName name : damaged.keySet()) {
            files.rename(name.fileName(), name.fileName() + DAMAGED);
            done.add(name.fileName() + " is damaged and was set aside: what it was made of is still there");
        }
        files.forceDirectory();
    }

    /** True when all that {@code merged} was made of is among {@code replaced}. */
    private static boolean covers(SegmentName merged, List<SegmentName> replaced) {
        int next = merged.from();
        while (merged.isMerged() && next <= merged.to()) {
            int from = next;
            Optional<SegmentName> source = replaced.stream()
                    .filter(name -> merged.replaces(name) && name.from() == from)
                    .findFirst();
            if (source.isEmpty()) {
                return false;
            }
            next = source.get().to() + 1;
        }
        return merged.isMerged();
    }

    private long damagedBytes(SegmentName name, StoreInfo info) throws IOException {
        long[] bytes = new long[1];
        try (StoreFile file = files.open(name.fileName())) {
            new SegmentScanner(info.salt()).scan(file, SegmentHeader.SIZE, file.size(), new SegmentScanner.Visitor() {
                @Override
                public void record(long offset, RecordKind kind, ByteBuffer body) {
                    // Sound.
                }

                @Override
                public void damage(long from, long to) {
                    bytes[0] += to - from;
                }
            });
        }
        return bytes[0];
    }

    private void deleteDamagedHashes(StoreInfo info) throws IOException {
        List<String> there = files.names();
        for (SegmentTable.Segment segment : SegmentTable.read(files).all()) {
            int id = segment.name().id();
            String name = HashSidecar.fileName(id);
            if (there.contains(name) && !HashSidecar.isSound(files, info.storeId(), id)) {
                files.delete(name);
                done.add(name + " was damaged and is made anew when somebody looks for an event");
            }
        }
    }

    /** Own events that the fence knows of and the log does not reach; returns how many. */
    private static long lostEnd(LogBook book, FenceFile.Content fence, List<Hole> missing) {
        if (!(fence instanceof FenceFile.Content.Kept kept)) {
            return 0;
        }
        AuthorId own = kept.newest().author();
        long head = book.head(own)
                .map(HeadsView.CountedHead::head)
                .map(AuthorHead::seq)
                .orElse(0L);
        if (kept.newest().seq() <= head) {
            return 0;
        }
        Hole lost = new Hole(own, head + 1, kept.newest().seq());
        missing.add(lost);
        return lost.count();
    }
}
