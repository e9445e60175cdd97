package dev.tributary.agent.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * The trees of a {@link MapDbIndex} and the file they lie in. MapDB never gives back what entries took that are gone,
 * and an index that follows consolidation and retention changes for ever: a file that has grown to {@value #GROWTH}
 * times what its entries took when they were last laid next to each other is written anew.
 */
final class IndexTrees {
    /** What a small index may take before anything is done about it, in bytes. */
    static final long SMALL = 2 * 1024 * 1024;

    static final int GROWTH = 4;

    private static final String NEW = ".new";
    private static final String LAID_OUT = "laid out";

    private final DB db;
    private final @Nullable Path file;
    private final BTreeMap<byte[], Long> runs;
    private final BTreeMap<Long, Long> positions;
    private final BTreeMap<String, String> meta;

    /** What was just laid into {@code db}, entry next to entry. */
    static IndexTrees laidOut(DB db, @Nullable Path file) {
        IndexTrees trees = new IndexTrees(db, file);
        if (file != null) {
            trees.meta.put(LAID_OUT, Long.toString(size(file)));
        }
        return trees;
    }

    /** What {@code db} holds, which lies in {@code file}, or in memory. */
    IndexTrees(DB db, @Nullable Path file) {
        this.db = db;
        this.file = file;
        this.runs = runsTree(db).createOrOpen();
        this.positions = positions(db);
        this.meta = db.treeMap("meta", Serializer.STRING, Serializer.STRING).createOrOpen();
    }

    static DB.TreeMapMaker<byte[], Long> runsTree(DB db) {
        return db.treeMap("runs", Serializer.BYTE_ARRAY, Serializer.LONG);
    }

    static BTreeMap<Long, Long> positions(DB db) {
        return positionsTree(db).createOrOpen();
    }

    private static DB.TreeMapMaker<Long, Long> positionsTree(DB db) {
        return db.treeMap("positions", Serializer.LONG, Serializer.LONG);
    }

    static DB open(Path file) {
        return maker(file).make();
    }

    static DB openToRead(Path file) {
        return maker(file).readOnly().make();
    }

    private static DBMaker.Maker maker(Path file) {
        // The data directory is locked already; MapDB's own lock file would only be left behind. Every call comes in
        // under the index's lock, so MapDB needs none of its own.
        return DBMaker.fileDB(file.toFile())
                .fileChannelEnable()
                .fileLockDisable()
                .concurrencyDisable();
    }

    /** Removes what lies in {@code file}, and what a crash has left beside it. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(beside(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    BTreeMap<byte[], Long> runs() {
        return runs;
    }

    BTreeMap<Long, Long> positions() {
        return positions;
    }

    BTreeMap<String, String> meta() {
        return meta;
    }

    @Nullable
    Path file() {
        return file;
    }

    boolean isClosed() {
        return db.isClosed();
    }

    void close() {
        db.close();
    }

    /** True when most of the file holds nothing any more. */
    boolean isWasteful() {
        return file != null && size(file) > GROWTH * Math.max(SMALL, laidOut());
    }

    private long laidOut() {
        return Long.parseLong(meta.getOrDefault(LAID_OUT, "0"));
    }

    /** The same entries in a new file, in the place of the old one; these trees are closed then. */
    IndexTrees renewed() {
        Path path = Objects.requireNonNull(file, "an index in memory is not renewed");
        Path beside = beside(path);
        try {
            Files.deleteIfExists(beside);
            DB fresh = open(beside);
            try {
                copy(fresh);
            } catch (RuntimeException | Error e) {
                fresh.close();
                Files.deleteIfExists(beside);
                throw e;
            }
            // An open file keeps its place under its new name.
            db.close();
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return laidOut(fresh, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(DB fresh) {
        copy(runs, runsTree(fresh).createFromSink());
        copy(positions, positionsTree(fresh).createFromSink());
    }

    private static <K> void copy(BTreeMap<K, Long> from, DB.TreeMapSink<K, Long> to) {
        for (var entries = from.entryIterator(); entries.hasNext(); ) {
            Map.Entry<K, Long> entry = entries.next();
            to.put(entry.getKey(), entry.getValue());
        }
        to.create();
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + NEW);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
