package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments that there are, in the order of the positions that they hold. Safe from any thread; the writer adds at
 * the end, the consolidation puts one in place of several.
 */
final class SegmentTable {
    /** A segment, and the position of the first event that it may hold: -1 where its header is damaged. */
    record Segment(SegmentName name, long base) {}

    private final ConcurrentSkipListMap<Integer, Segment> byFrom = new ConcurrentSkipListMap<>();
    private final Map<Integer, SegmentName> names = new ConcurrentHashMap<>();
    private final List<SegmentName> replaced = new ArrayList<>();
    private final Set<Integer> older = ConcurrentHashMap.newKeySet();

    /**
     * Looks at the files that there are and changes nothing.
     *
     * @throws StoreInfo.Unreadable when a newer program wrote one of them
     */
    static SegmentTable read(StoreFiles files) throws IOException {
        List<SegmentName> all = files.names().stream()
                .map(SegmentName::parse)
                .flatMap(Optional::stream)
                .toList();
        SegmentTable table = new SegmentTable();
        for (SegmentName name : all) {
            long base = table.look(files, name);
            if (all.stream().anyMatch(other -> other.replaces(name))) {
                table.replaced.add(name);
            } else {
                table.add(name, base);
            }
        }
        return table;
    }

    private long look(StoreFiles files, SegmentName name) throws IOException {
        try (StoreFile file = files.open(name.fileName())) {
            Bytes start = PatientReads.bytes(file, 0, SegmentHeader.SIZE);
            int version = SegmentHeader.version(start).orElse(SegmentHeader.VERSION);
            if (version > SegmentHeader.VERSION) {
                throw new StoreInfo.Unreadable(file.name() + " has format " + version
                        + " and this program knows formats up to " + SegmentHeader.VERSION + ": use a newer Tributary");
            }
            if (version < SegmentHeader.VERSION) {
                older.add(name.id());
            }
            return SegmentHeader.decode(start)
                    .filter(header -> header.number() == name.id())
                    .map(SegmentHeader::basePosition)
                    .orElse(-1L);
        }
    }

    /** Files whose content another one holds: a crash came between putting that in place and deleting them. */
    List<SegmentName> replaced() {
        return List.copyOf(replaced);
    }

    /** True for a segment of an older format, which stays as it is: what it may hold was settled when it was begun. */
    boolean isOlder(int id) {
        return older.contains(id);
    }

    void add(SegmentName name, long base) {
        names.put(name.id(), name);
        byFrom.put(name.from(), new Segment(name, base));
    }

    /** Makes a file readable by its id that is not in its place yet. */
    void announce(SegmentName name) {
        names.put(name.id(), name);
    }

    /** Puts an announced segment in the place of all that it replaces; returns those. */
    List<SegmentName> replace(SegmentName merged, long base) {
        List<SegmentName> old = new ArrayList<>();
        for (Segment segment :
                byFrom.subMap(merged.from(), true, merged.to(), true).values()) {
            old.add(segment.name());
        }
        byFrom.put(merged.from(), new Segment(merged, base));
        old.forEach(name -> {
            if (name.from() != merged.from()) {
                byFrom.remove(name.from());
            }
            names.remove(name.id());
        });
        return old;
    }

    void remove(SegmentName name) {
        byFrom.remove(name.from());
        names.remove(name.id());
    }

    boolean isEmpty() {
        return byFrom.isEmpty();
    }

    /** The newest; fails when there is none. */
    SegmentName newest() {
        return byFrom.lastEntry().getValue().name();
    }

    /** All, oldest first. */
    List<Segment> all() {
        return List.copyOf(byFrom.values());
    }

    /** The ids of all up to {@code last}, oldest first; none when {@code last} is 0. */
    List<Integer> idsUntil(int last) {
        List<Integer> ids = new ArrayList<>();
        if (last == 0) {
            return ids;
        }
        for (Segment segment : byFrom.values()) {
            ids.add(segment.name().id());
            if (segment.name().id() == last) {
                break;
            }
        }
        return ids;
    }

    /** The id of the segment behind this one; null when it is the newest, or not in its place. */
    @Nullable
    Integer following(int id) {
        SegmentName name = names.get(id);
        Map.Entry<Integer, Segment> next = name == null ? null : byFrom.higherEntry(name.to());
        return next == null ? null : next.getValue().name().id();
    }

    /** The segment that holds the appended one {@code number}, or the first behind it; null when there is none. */
    @Nullable
    Segment from(int number) {
        Map.Entry<Integer, Segment> at = byFrom.floorEntry(number);
        if (at == null || at.getValue().name().to() < number) {
            at = byFrom.ceilingEntry(number);
        }
        return at == null ? null : at.getValue();
    }

    /** The last segment in front of the appended one {@code number}; null when there is none. */
    @Nullable
    Segment before(int number) {
        Map.Entry<Integer, Segment> before = byFrom.lowerEntry(number);
        return before == null ? null : before.getValue();
    }

    /** True when there is a segment with this id. */
    boolean holds(int id) {
        return names.containsKey(id);
    }

    /** The numbers of appended segments that are missing, as ranges: first to last. */
    Map<Integer, Integer> gaps() {
        Map<Integer, Integer> gaps = new TreeMap<>();
        int before = 0;
        for (Segment segment : byFrom.values()) {
            if (segment.name().from() > before + 1) {
                gaps.put(before + 1, segment.name().from() - 1);
            }
            before = segment.name().to();
        }
        return gaps;
    }

    /** The position of the first event that a segment may hold; -1 when nobody knows. */
    long base(int id) {
        SegmentName name = names.get(id);
        Segment segment = name == null ? null : byFrom.get(name.from());
        return segment == null ? -1 : segment.base();
    }

    /** The segment with this id; null when there is none. */
    @Nullable
    SegmentName name(int id) {
        return names.get(id);
    }

    /** The name of a segment's file. */
    String fileName(int id) throws IOException {
        SegmentName name = names.get(id);
        if (name == null) {
            throw new IOException("there is no segment " + id);
        }
        return name.fileName();
    }

    /** The next id that no merged segment has. */
    int nextMergedId() {
        int last = SegmentName.MERGED;
        for (int id : new TreeMap<>(names).keySet()) {
            last = Math.max(last, id);
        }
        return last + 1;
    }
}
