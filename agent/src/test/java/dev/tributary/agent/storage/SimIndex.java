package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** An index in memory whose saved copies a test may lose, damage or put back an older one. */
final class SimIndex implements RunIndex, RunIndex.Filling {
    private final Home home;
    private final Map<AuthorId, TreeMap<Long, Long>> runs = new HashMap<>();
    private final TreeMap<Long, Long> positions = new TreeMap<>();
    private final List<AuthorId> authors = new ArrayList<>();
    private int settled;

    private SimIndex(Home home) {
        this.home = home;
    }

    /** What was saved. */
    record Saved(SimIndex index, String stamp, long checksum) {}

    /** Keeps all that was ever saved; the newest counts. */
    static final class Home implements RunIndex.Home {
        private final List<Saved> saved = new ArrayList<>();
        private SimIndex newest = new SimIndex(this);

        /** A home with the first {@code count} of what was saved here. */
        Home with(int count) {
            Home home = new Home();
            home.saved.addAll(saved.subList(0, count));
            return home;
        }

        int saves() {
            return saved.size();
        }

        /** The index that was opened last. */
        SimIndex newest() {
            return newest;
        }

        @Override
        public RunIndex.Filling fresh() {
            newest = new SimIndex(this);
            return newest;
        }

        @Override
        public RunIndex reopen(List<AuthorId> authors, String stamp, long checksum) {
            Saved last = saved.get(saved.size() - 1);
            if (!last.stamp().equals(stamp) || last.checksum() != checksum) {
                throw new IllegalStateException("the index is of another moment");
            }
            newest = last.index().copy(this);
            return newest;
        }
    }

    @Override
    public RunIndex done() {
        return this;
    }

    private SimIndex copy(Home of) {
        SimIndex copy = new SimIndex(of);
        runs.forEach((author, places) -> copy.runs.put(author, new TreeMap<>(places)));
        copy.positions.putAll(positions);
        copy.authors.addAll(authors);
        return copy;
    }

    /** All that it holds, to compare. */
    synchronized List<Object> content() {
        return List.of(new HashMap<>(runs), new TreeMap<>(positions));
    }

    @Override
    public synchronized void put(AuthorId author, long lastSeq, long place) {
        if (!runs.containsKey(author)) {
            authors.add(author);
        }
        runs.computeIfAbsent(author, key -> new TreeMap<>()).put(lastSeq, place);
    }

    @Override
    public synchronized void replaceRuns(AuthorId author, long firstSeq, long lastSeq, long place) {
        runs.getOrDefault(author, new TreeMap<>())
                .subMap(firstSeq, true, lastSeq, false)
                .clear();
        put(author, lastSeq, place);
    }

    @Override
    public void settle() {
        settled++;
    }

    /** How often it was told to do what was left for later; all is in memory anyway. */
    int settled() {
        return settled;
    }

    @Override
    public synchronized void removeRuns(AuthorId author, long untilSeq) {
        runs.getOrDefault(author, new TreeMap<>()).headMap(untilSeq, true).clear();
    }

    @Override
    public synchronized void replacePositions(long first, long last, SortedMap<Long, Long> places) {
        positions.subMap(first, true, last, true).clear();
        positions.putAll(places);
    }

    @Override
    public synchronized void putPosition(long position, long place) {
        positions.put(position, place);
    }

    @Override
    public synchronized long[] places(AuthorId author, long seq, int max) {
        return runs.getOrDefault(author, new TreeMap<>()).tailMap(seq).values().stream()
                .limit(max)
                .mapToLong(Long::longValue)
                .toArray();
    }

    @Override
    public synchronized List<Entry> entries(AuthorId author, long seq, int max) {
        return runs.getOrDefault(author, new TreeMap<>()).tailMap(seq).entrySet().stream()
                .limit(max)
                .map(run -> new Entry(run.getKey(), run.getValue()))
                .toList();
    }

    @Override
    public synchronized long placeAtOrBefore(long position) {
        Map.Entry<Long, Long> entry = positions.floorEntry(position);
        return entry == null ? 0 : entry.getValue();
    }

    @Override
    public synchronized List<AuthorId> authors() {
        return List.copyOf(authors);
    }

    @Override
    public synchronized long save(String stamp) {
        long checksum = Objects.hash(stamp, home.saved.size());
        home.saved.add(new Saved(copy(home), stamp, checksum));
        return checksum;
    }

    @Override
    public void close() {
        // It may be looked at.
    }
}
