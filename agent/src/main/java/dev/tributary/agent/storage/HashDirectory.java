package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds events by hash: for sealed segments in their {@link HashSidecar}, for the newest in memory. What is missing is
 * made from the segment when somebody asks. An answer is a guess; the caller compares the full hash.
 *
 * <p>The writer adds under one short lock; looking up and building have another, so neither waits for a scan.
 */
final class HashDirectory implements Closeable {
    private static final int OPEN_SIDECARS = 64;
    private static final int IN_MEMORY = 2;

    /** Hashes a segment's runs anew. */
    interface Source {
        /** Calls {@code visitor} for all runs of a segment up to {@code untilPosition} (exclusive), in order. */
        void runs(int segment, long untilPosition, Visitor visitor) throws IOException;

        /** Takes one run. */
        interface Visitor {
            void run(CheckedRun run, StoredRun stored);
        }
    }

    private final StoreFiles files;
    private final Bytes storeId;
    private final Source source;
    private final int activeAtOpen;
    private final long positionAtOpen;
    private final Object writing = new Object();
    private final TreeMap<Integer, RecentHashes> recent = new TreeMap<>();
    private final Map<Integer, HashSidecar> sidecars = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable HashEntries olderActive;
    private volatile boolean activeIsSealed;

    /** {@code end} is where the log ended when it was opened, {@code position} that of its newest event then. */
    HashDirectory(StoreFiles files, Bytes storeId, LogEnd end, long position, Source source) {
        this.files = files;
        this.storeId = storeId;
        this.source = source;
        this.activeAtOpen = end.segment();
        this.positionAtOpen = position;
    }

    /** Takes a run that became durable in {@code segment}. */
    void add(int segment, CheckedRun run, long firstPosition) {
        synchronized (writing) {
            recent.computeIfAbsent(segment, key -> new RecentHashes(firstPosition))
                    .add(run, firstPosition);
            if (recent.size() > IN_MEMORY && recent.pollFirstEntry().getKey() == activeAtOpen) {
                activeIsSealed = true;
            }
        }
    }

    /** Calls {@code found} with positions of events that may have this hash. */
    void find(EventHash hash, List<Integer> segments, LongConsumer found) throws IOException {
        int prefix = RecentHashes.prefix(hash);
        List<Integer> others = new ArrayList<>(segments);
        synchronized (writing) {
            recent.forEach((segment, hashes) -> {
                hashes.find(prefix, found);
                if (segment != activeAtOpen) {
                    others.remove(segment);
                }
            });
        }
        for (int i = others.size() - 1; i >= 0; i--) {
            findOlder(others.get(i), prefix, found);
        }
    }

    private synchronized void findOlder(int segment, int prefix, LongConsumer found) throws IOException {
        HashSidecar known = sidecars.get(segment);
        if (known != null) {
            findIn(known, segment, prefix, found);
        } else if (segment == activeAtOpen && !activeIsSealed) {
            HashEntries older = olderActive;
            if (older == null) {
                older = hashes(segment, positionAtOpen + 1);
                olderActive = older;
            }
            older.find(prefix, found);
        } else {
            sidecar(segment).find(prefix, found);
        }
    }

    /** What the disk refuses to read is made anew; what was found before may be found twice. */
    private void findIn(HashSidecar known, int segment, int prefix, LongConsumer found) throws IOException {
        try {
            known.find(prefix, found);
        } catch (IOException refused) {
            sidecars.remove(segment);
            known.close();
            sidecar(segment).find(prefix, found);
        }
    }

    /** Writes the files of segments before {@code active} that are still in memory only. */
    void writeSealed(int active) throws IOException {
        Map<Integer, RecentHashes> sealed;
        synchronized (writing) {
            sealed = new TreeMap<>(recent.headMap(active));
        }
        for (Map.Entry<Integer, RecentHashes> entry : sealed.entrySet()) {
            int segment = entry.getKey();
            boolean whole = segment != activeAtOpen;
            write(segment, whole ? entry.getValue().entries() : hashes(segment, Long.MAX_VALUE));
            synchronized (writing) {
                recent.remove(segment);
            }
        }
    }

    private synchronized void write(int segment, HashEntries hashes) throws IOException {
        HashSidecar.write(files, storeId, segment, hashes);
        open(segment);
        if (segment == activeAtOpen) {
            activeIsSealed = true;
            olderActive = null;
        }
    }

    private HashSidecar sidecar(int segment) throws IOException {
        try {
            return open(segment);
        } catch (IOException missing) {
            HashSidecar.write(files, storeId, segment, hashes(segment, Long.MAX_VALUE));
            return open(segment);
        }
    }

    private HashSidecar open(int segment) throws IOException {
        HashSidecar sidecar = HashSidecar.open(files, storeId, segment);
        if (sidecars.size() >= OPEN_SIDECARS) {
            Iterator<HashSidecar> eldest = sidecars.values().iterator();
            HashSidecar closing = eldest.next();
            eldest.remove();
            closing.close();
        }
        sidecars.put(segment, sidecar);
        return sidecar;
    }

    private HashEntries hashes(int segment, long untilPosition) throws IOException {
        HashEntries hashes = new HashEntries();
        source.runs(segment, untilPosition, hashes::add);
        return hashes;
    }

    /** Forgets segments that others have replaced, and deletes their files. */
    synchronized void forget(List<Integer> segments) throws IOException {
        for (int segment : segments) {
            HashSidecar known = sidecars.remove(segment);
            if (known != null) {
                known.close();
            }
            files.delete(HashSidecar.fileName(segment));
            if (segment == activeAtOpen) {
                olderActive = null;
            }
            synchronized (writing) {
                recent.remove(segment);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (HashSidecar sidecar : sidecars.values()) {
            sidecar.close();
        }
        sidecars.clear();
    }
}
