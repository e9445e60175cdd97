package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;

/**
 * An index that is made of all runs at once. A run that is put into a tree on disk costs some 30 microseconds, since
 * its node moves; a tree that is built of sorted runs, node by node, a thirtieth.
 */
final class MapDbFilling implements RunIndex.Filling {
    private static final int CHUNK = 65_536;

    private final DB db;
    private final @Nullable Path file;
    private final BTreeMap<Long, Long> positions;
    private final SortedRuns runs;
    private final Map<AuthorId, Integer> numbers = new HashMap<>();
    private final List<AuthorId> authors = new ArrayList<>();
    private boolean handedOver;

    /** Fills the empty {@code db}, which lies in {@code file}. */
    MapDbFilling(DB db, @Nullable Path file) {
        this.db = db;
        this.file = file;
        this.positions = IndexTrees.positions(db);
        this.runs = new SortedRuns(file == null ? null : file.resolveSibling(file.getFileName() + ".runs"), CHUNK);
    }

    @Override
    public void put(AuthorId author, long lastSeq, long place) {
        int number = numbers.computeIfAbsent(author, unknown -> {
            authors.add(unknown);
            return authors.size() - 1;
        });
        try {
            runs.add(new SortedRuns.Run(number, lastSeq, place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void putPosition(long position, long place) {
        MapDbIndex.uninterrupted(() -> positions.put(-position, place));
    }

    @Override
    public RunIndex done() {
        MapDbIndex.uninterrupted(() -> {
            DB.TreeMapSink<byte[], Long> sink = IndexTrees.runsTree(db).createFromSink();
            try {
                runs.handOver(run -> sink.put(MapDbIndex.key(run.author(), run.lastSeq()), run.place()));
                runs.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sink.create();
        });
        handedOver = true;
        return new MapDbIndex(IndexTrees.laidOut(db, file), authors);
    }

    @Override
    public void close() throws IOException {
        runs.close();
        if (!handedOver) {
            MapDbIndex.uninterrupted(db::close);
        }
    }
}
