package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.mapdb.DBMaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index in MapDB B-trees, on a file channel (a quarter of the time of a random access file): no write-ahead log (it
 * is never replayed), no memory map (a full disk would kill the JVM). A crash leaves the file worthless, which costs a
 * rebuild and nothing else. An interrupt would close the channel: it is put aside for the time of a call, and the two
 * threads that come here are interrupted by nobody.
 *
 * <pre>
 * runs       u32 author number, u64 last seq  ->  place
 * positions  minus the position               ->  place      (negative, so that the next key is the position before)
 * meta       "stamp"                          ->  what it was closed with
 * </pre>
 *
 * New entries wait in memory and move to the file in key order, a few at a time and on the thread that tidies: a tree
 * in a file takes 20 to 40 microseconds for each, and the writer has publishers waiting. Only when more come than that
 * thread moves does the writer move some itself.
 */
final class MapDbIndex implements RunIndex {
    private static final int RECENT = 2_048;
    private static final int MOST_RECENT = 2 * RECENT;
    private static final int MOVED_BY_WRITER = 256;

    /** Others come to the index in between. */
    private static final int MOVED_AT_ONCE = 8;

    private static final long PAUSE_NANOS = 50_000;

    private static final int CHECKED_AT_ONCE = 256 * 1024;

    /** After so many entries that went the file is looked at. */
    private static final int LOOK_EVERY = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(MapDbIndex.class);

    private IndexTrees trees;
    private int gone;
    private boolean broken;
    private final TreeMap<byte[], Long> recent = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<AuthorId, Integer> numbers = new HashMap<>();
    private final List<AuthorId> authors = new ArrayList<>();

    /** What {@code trees} hold; their author numbers are the places of {@code authors}. */
    MapDbIndex(IndexTrees trees, List<AuthorId> authors) {
        this.trees = trees;
        authors.forEach(this::number);
    }

    /** Indexes that live in {@code file}. */
    static RunIndex.Home in(Path file) {
        return new RunIndex.Home() {
            @Override
            public RunIndex.Filling fresh() {
                IndexTrees.remove(file);
                return new MapDbFilling(IndexTrees.open(file), file);
            }

            @Override
            public RunIndex reopen(List<AuthorId> authors, String stamp, long checksum) {
                refuseChanged(file, checksum);
                MapDbIndex index = new MapDbIndex(new IndexTrees(IndexTrees.open(file), file), authors);
                index.refuseOther(stamp, index.trees.meta().remove("stamp"));
                return index;
            }
        };
    }

    /** The index that lies in {@code file}, which is only read; one that is made anew lives in memory. */
    static RunIndex.Home onlyRead(Path file) {
        return new RunIndex.Home() {
            @Override
            public RunIndex.Filling fresh() {
                return inMemory().fresh();
            }

            @Override
            public RunIndex reopen(List<AuthorId> authors, String stamp, long checksum) {
                refuseChanged(file, checksum);
                MapDbIndex index = new MapDbIndex(new IndexTrees(IndexTrees.openToRead(file), file), authors);
                index.refuseOther(stamp, index.trees.meta().get("stamp"));
                return index;
            }
        };
    }

    /** MapDB believes whatever it reads: damage would lead nowhere, or astray. */
    private static void refuseChanged(Path file, long checksum) {
        if (checksum(file) != checksum) {
            throw new IllegalStateException("the index is not as it was saved");
        }
    }

    private void refuseOther(String wanted, @Nullable String stamp) {
        if (!wanted.equals(stamp)) {
            close();
            throw new IllegalStateException("the index belongs to another state of the log");
        }
    }

    /** Indexes that live in memory and are never opened again. */
    static RunIndex.Home inMemory() {
        return new RunIndex.Home() {
            @Override
            public RunIndex.Filling fresh() {
                return new MapDbFilling(DBMaker.memoryDB().make(), null);
            }

            @Override
            public RunIndex reopen(List<AuthorId> authors, String stamp, long checksum) {
                throw new IllegalStateException("an index in memory is gone");
            }
        };
    }

    @Override
    public synchronized void put(AuthorId author, long lastSeq, long place) {
        refuseBroken();
        recent.put(key(number(author), lastSeq), place);
        if (recent.size() >= MOST_RECENT) {
            uninterrupted(() -> move(MOVED_BY_WRITER));
        }
    }

    @Override
    public void settle() {
        // A writer that is faster than this does not keep its thread from other work.
        for (int turn = 0; turn < RECENT / MOVED_AT_ONCE && settleSome(); turn++) {
            // Who waits for the lock comes first: one that is taken again at once is seldom given away.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private synchronized boolean settleSome() {
        uninterrupted(() -> move(Math.min(MOVED_AT_ONCE, recent.size() - RECENT)));
        return recent.size() > RECENT;
    }

    @Override
    public synchronized void replaceRuns(AuthorId author, long firstSeq, long lastSeq, long place) {
        byte[] last = key(number(author), lastSeq);
        remove(key(number(author), firstSeq), last);
        byte[] lower = recent.lowerKey(last);
        // A run that came back may stand behind some that still wait in memory: then it waits, too.
        boolean behind = lower != null && Arrays.equals(lower, 0, Integer.BYTES, last, 0, Integer.BYTES);
        if (behind || recent.containsKey(last)) {
            recent.put(last, place);
        } else {
            uninterrupted(() -> trees.runs().put(last, place));
        }
    }

    @Override
    public synchronized void removeRuns(AuthorId author, long untilSeq) {
        remove(key(number(author), 0), key(number(author), untilSeq + 1));
    }

    /** Removes keys up to {@code to} (exclusive). */
    private void remove(byte[] from, byte[] to) {
        recent.subMap(from, true, to, false).clear();
        uninterrupted(() -> {
            List<byte[]> keys = new ArrayList<>();
            trees.runs().keyIterator(from, true, to, false).forEachRemaining(keys::add);
            keys.forEach(trees.runs()::remove);
            gone += keys.size();
            if (gone >= LOOK_EVERY) {
                renewIfWasteful();
            }
        });
    }

    @Override
    public synchronized void replacePositions(long first, long last, SortedMap<Long, Long> places) {
        uninterrupted(() -> {
            List<Long> keys = new ArrayList<>();
            trees.positions().keyIterator(-last, true, -first, true).forEachRemaining(keys::add);
            keys.forEach(trees.positions()::remove);
            places.forEach((position, place) -> trees.positions().put(-position, place));
        });
    }

    static void uninterrupted(Runnable call) {
        boolean interrupted = Thread.interrupted();
        try {
            call.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A tree that was left in the middle of a change is not to be believed. */
    private void refuseBroken() {
        if (broken) {
            throw new IllegalStateException("the index could not be written");
        }
    }

    private void move(int count) {
        refuseBroken();
        broken = true;
        for (int i = 0; i < count && !recent.isEmpty(); i++) {
            Map.Entry<byte[], Long> first = recent.firstEntry();
            trees.runs().put(first.getKey(), first.getValue());
            recent.pollFirstEntry();
        }
        broken = false;
    }

    @Override
    public synchronized void putPosition(long position, long place) {
        uninterrupted(() -> trees.positions().put(-position, place));
    }

    @Override
    public synchronized long[] places(AuthorId author, long seq, int max) {
        return entries(author, seq, max).stream().mapToLong(Entry::place).toArray();
    }

    @Override
    public synchronized List<Entry> entries(AuthorId author, long seq, int max) {
        Integer number = numbers.get(author);
        if (number == null) {
            return List.of();
        }
        // An author's entries move to the file in seq order: those in memory all come after those in the file.
        byte[] from = key(number, seq);
        byte[] to = key(number, Long.MAX_VALUE);
        List<Entry> entries = new ArrayList<>();
        uninterrupted(() -> {
            Iterator<Map.Entry<byte[], Long>> stored = trees.runs().entryIterator(from, true, to, true);
            while (entries.size() < max && stored.hasNext()) {
                entries.add(entry(stored.next()));
            }
        });
        var waiting = recent.subMap(from, true, to, true).entrySet().iterator();
        while (entries.size() < max && waiting.hasNext()) {
            entries.add(entry(waiting.next()));
        }
        return entries;
    }

    private static Entry entry(Map.Entry<byte[], Long> run) {
        return new Entry(ByteBuffer.wrap(run.getKey()).getLong(Integer.BYTES), run.getValue());
    }

    @Override
    public synchronized long placeAtOrBefore(long position) {
        long[] place = new long[1];
        uninterrupted(() -> {
            Map.Entry<Long, Long> entry = trees.positions().ceilingEntry(-position);
            place[0] = entry == null ? 0 : entry.getValue();
        });
        return place[0];
    }

    @Override
    public synchronized List<AuthorId> authors() {
        return List.copyOf(authors);
    }

    @Override
    public synchronized long save(String stamp) {
        long[] checksum = new long[1];
        uninterrupted(() -> {
            move(recent.size());
            trees.meta().put("stamp", stamp);
            trees.close();
            Path file = trees.file();
            checksum[0] = file == null ? 0 : forced(file);
        });
        return checksum[0];
    }

    private static long forced(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checksum(file);
    }

    private static long checksum(Path file) {
        CRC32C crc = new CRC32C();
        ByteBuffer part = ByteBuffer.allocateDirect(CHECKED_AT_ONCE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(part.clear()) > 0) {
                crc.update(part.flip());
            }
            return channel.size() << Integer.SIZE ^ crc.getValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (!trees.isClosed()) {
            uninterrupted(trees::close);
        }
    }

    /** The lock is held meanwhile: some 20 milliseconds for 10,000 runs, which a consolidated log of millions has. */
    private void renewIfWasteful() {
        gone = 0;
        if (trees.isWasteful()) {
            try {
                trees = trees.renewed();
            } catch (RuntimeException e) {
                if (trees.isClosed()) {
                    throw e;
                }
                LOG.warn("The index has grown and cannot be written anew, it stays as it is for now: {}", e.toString());
            }
        }
    }

    private int number(AuthorId author) {
        Integer known = numbers.get(author);
        if (known != null) {
            return known;
        }
        int number = authors.size();
        numbers.put(author, number);
        authors.add(author);
        return number;
    }

    static byte[] key(int author, long seq) {
        return ByteBuffer.allocate(12).putInt(author).putLong(seq).array();
    }
}
