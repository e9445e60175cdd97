package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Append-only segment files: the truth of the store. One thread appends and forces; reading is safe from any thread.
 *
 * <p>The first failed write or force is final: what the disk holds is then unknown, so nothing more is written. A write
 * for which there was no space is the exception: {@link #takeBack} makes that commit undone, durably.
 */
final class SegmentLog implements Closeable {
    private static final int BUFFER = 1024 * 1024;

    /** Is told what all segments hold, in order. */
    interface Visitor {
        void record(long place, RecordKind kind, ByteBuffer body) throws IOException;

        void damage(int segment, long from, long to);
    }

    private final StoreFiles files;
    private final StoreInfo info;
    private final long segmentBytes;
    private final int ahead;
    private final SegmentReader reader;
    private final ConcurrentSkipListMap<Integer, Long> bases = new ConcurrentSkipListMap<>();
    private final Set<Integer> older = new HashSet<>();
    private @Nullable ByteBuffer buffer;
    private @Nullable SegmentWriter writer;
    private int active;
    private long sealedBytes;
    private LogEnd commitStart = LogEnd.NONE;
    private boolean failed;

    private SegmentLog(StoreFiles files, StoreInfo info, long segmentBytes) {
        this.files = files;
        this.info = info;
        this.segmentBytes = Math.min(segmentBytes, 1L << 30);
        this.ahead = (int) Math.min(SegmentWriter.AHEAD, this.segmentBytes / 4);
        this.reader = new SegmentReader(files, info.salt());
    }

    /** Looks at the segments that there are; {@link #recover} or {@link #resume} must follow. */
    static SegmentLog open(StoreFiles files, StoreInfo info, long segmentBytes) throws IOException {
        SegmentLog log = new SegmentLog(files, info, segmentBytes);
        for (String name : files.names()) {
            OptionalInt number = SegmentHeader.numberOf(name);
            if (number.isPresent()) {
                log.look(number.getAsInt());
            }
        }
        return log;
    }

    private void look(int number) throws IOException {
        try (StoreFile file = files.open(SegmentHeader.fileName(number))) {
            Bytes start = file.bytes(0, SegmentHeader.SIZE);
            int version = SegmentHeader.version(start).orElse(SegmentHeader.VERSION);
            if (version > SegmentHeader.VERSION) {
                throw new StoreInfo.Unreadable(file.name() + " has format " + version
                        + " and this program knows formats up to " + SegmentHeader.VERSION
                        + ": use a newer Tributary");
            }
            if (version < SegmentHeader.VERSION) {
                older.add(number);
            }
            long base = SegmentHeader.decode(start)
                    .filter(header -> header.number() == number)
                    .map(SegmentHeader::basePosition)
                    .orElse(-1L);
            bases.put(number, base);
        }
    }

    /** The numbers of the segments that there are. */
    NavigableSet<Integer> segments() {
        return bases.keySet();
    }

    /** Segment numbers and the position of the first event that each may hold, -1 where the header is damaged. */
    Map<Integer, Long> bases() {
        return bases;
    }

    /**
     * Reads everything, cuts the torn tail of a commit that nobody was told of, and makes the log ready to append.
     *
     * @param durable where a clean shutdown left the log, {@link LogEnd#NONE} when nothing is known
     */
    void recover(LogEnd durable, Visitor visitor) throws IOException {
        LogEnd end = scan(durable, visitor);
        while (!bases.isEmpty() && bases.lastKey() > end.segment()) {
            files.delete(SegmentHeader.fileName(bases.pollLastEntry().getKey()));
        }
        if (end.segment() > 0) {
            attachCut(end);
        }
        // A process that was killed leaves what no force has reached: what is shown from now on must be durable.
        files.forceDirectory();
    }

    private void attachCut(LogEnd end) throws IOException {
        StoreFile file = files.open(SegmentHeader.fileName(end.segment()));
        try {
            if (file.size() > end.offset()) {
                file.truncate(end.offset());
            }
            file.force();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        attach(end, file);
    }

    /** Reads everything and changes nothing; returns the end of what is durable. */
    LogEnd scan(LogEnd durable, Visitor visitor) throws IOException {
        SegmentScanner scanner = new SegmentScanner(info.salt());
        LogEnd end = LogEnd.NONE;
        for (int number : bases.keySet()) {
            boolean last = number == bases.lastKey();
            try (StoreFile file = files.open(SegmentHeader.fileName(number))) {
                long clean = durable.segment() == number ? durable.offset() : 0;
                long known = last ? clean : file.size();
                InSegment records = new InSegment(number, visitor);
                long offset = records.withoutLooseValues(scanner.scan(file, SegmentHeader.SIZE, known, records));
                // A segment without header and records is one whose creation was cut short.
                boolean unfinished = last && offset == SegmentHeader.SIZE && bases.getOrDefault(number, -1L) < 0;
                end = unfinished ? end : new LogEnd(number, offset);
            }
        }
        return end;
    }

    /** Reads one segment from {@code offset} on. */
    void scan(int segment, long offset, Visitor visitor) throws IOException {
        try (StoreFile file = files.open(SegmentHeader.fileName(segment))) {
            new SegmentScanner(info.salt()).scan(file, offset, file.size(), new InSegment(segment, visitor));
        }
    }

    /** Makes the log ready to append behind {@code end} without reading it, if that is where the files end. */
    boolean resume(LogEnd end) throws IOException {
        if (end.segment() == 0 || bases.isEmpty() || bases.lastKey() != end.segment()) {
            return bases.isEmpty() && end.segment() == 0;
        }
        StoreFile file = files.open(SegmentHeader.fileName(end.segment()));
        if (file.size() != end.offset()) {
            file.close();
            return false;
        }
        attach(end, file);
        return true;
    }

    private void attach(LogEnd end, StoreFile file) throws IOException {
        active = end.segment();
        sealedBytes = 0;
        for (int number : bases.headMap(active).keySet()) {
            try (StoreFile sealed = files.open(SegmentHeader.fileName(number))) {
                sealedBytes += sealed.size();
            }
        }
        writer = new SegmentWriter(file, info.salt(), end.offset(), this::buffer, ahead);
    }

    private ByteBuffer buffer() {
        ByteBuffer current = buffer;
        if (current == null) {
            current = ByteBuffer.allocateDirect(BUFFER);
            buffer = current;
        }
        return current;
    }

    /** Begins a group commit. {@code position} is that of the next event. */
    void beginCommit(long position) throws IOException {
        commitStart = end();
        guard(() -> writer(position, 0).beginCommit());
    }

    /** After a {@link DiskFullException}: cuts off all that was written since {@link #beginCommit}, and forces that. */
    void takeBack() throws IOException {
        SegmentWriter current = writer;
        writer = null;
        if (current != null) {
            current.close();
        }
        int newest = bases.isEmpty() ? 0 : bases.lastKey();
        for (int number = newest + 1; number > commitStart.segment(); number--) {
            files.delete(SegmentHeader.fileName(number));
            bases.remove(number);
        }
        files.forceDirectory();
        if (commitStart.segment() > 0) {
            attachCut(commitStart);
        }
        reader.forget();
        failed = false;
    }

    /** Takes a record; it is durable after {@link #force}. Returns its place. */
    long append(RecordKind kind, long position, int count, int bodySize, Consumer<ByteBuffer> body) throws IOException {
        long[] offset = new long[1];
        guard(() -> offset[0] = writer(position, RecordFrame.HEAD + bodySize).append(kind, bodySize, body));
        return Place.of(active, offset[0], count);
    }

    /** Sees to it that the next {@code size} bytes of records go to one segment. */
    void reserve(long position, int size) throws IOException {
        guard(() -> writer(position, size));
    }

    /** Writes what was taken since the last time, which still is not durable. */
    void write() throws IOException {
        SegmentWriter current = writer;
        if (current != null) {
            guard(current::write);
        }
    }

    /** Makes durable what was taken since the last time. */
    void force() throws IOException {
        SegmentWriter current = writer;
        if (current != null) {
            guard(current::force);
        }
    }

    /** The record at an offset of a segment; null when there is none. */
    SegmentReader.@Nullable Found read(int segment, long offset) throws IOException {
        return reader.read(segment, offset);
    }

    /** Where to go on reading when there is no sound record at {@code damaged}. */
    LogEnd skip(LogEnd damaged) throws IOException {
        Integer following = bases.higherKey(damaged.segment());
        long[] next = {-1};
        scan(damaged.segment(), damaged.offset(), new Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                // Only the end of the damage is of interest here.
            }

            @Override
            public void damage(int segment, long from, long to) {
                next[0] = next[0] < 0 ? to : next[0];
            }
        });
        return following == null || next[0] > 0
                ? new LogEnd(damaged.segment(), next[0] < 0 ? Integer.MAX_VALUE : next[0])
                : new LogEnd(following, SegmentHeader.SIZE);
    }

    /** Where the next record goes. */
    LogEnd end() {
        return writer == null ? LogEnd.NONE : new LogEnd(active, writer.end());
    }

    /** What the segments hold, in bytes. */
    long bytes() {
        return sealedBytes + (writer == null ? 0 : writer.end());
    }

    private SegmentWriter writer(long position, int size) throws IOException {
        SegmentWriter current = writer;
        boolean room = current != null && (current.end() == SegmentHeader.SIZE || current.end() + size <= segmentBytes);
        // A segment of an older format stays as it is: what it may hold was settled when it was begun.
        if (current != null && room && !older.contains(active)) {
            return current;
        }
        if (current != null) {
            current.seal();
            current.close();
        }
        return roll(position);
    }

    private SegmentWriter roll(long position) throws IOException {
        int number = (bases.isEmpty() ? 0 : bases.lastKey()) + 1;
        String name = SegmentHeader.fileName(number);
        SegmentHeader header = new SegmentHeader(info.storeId(), info.space(), info.salt(), number, position);
        StoreFile file = files.create(name);
        try {
            file.write(0, header.encode().asBuffer());
            file.force();
            files.forceDirectory();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        bases.put(number, position);
        attach(new LogEnd(number, SegmentHeader.SIZE), file);
        return Objects.requireNonNull(writer);
    }

    private interface Write {
        void run() throws IOException;
    }

    private void guard(Write write) throws IOException {
        if (failed) {
            throw new IOException("an earlier write failed");
        }
        failed = true;
        write.run();
        failed = false;
    }

    /** Gives back what was written ahead and closes; returns the end of the log when all went well. */
    LogEnd seal() throws IOException {
        SegmentWriter current = writer;
        if (current == null) {
            return LogEnd.NONE;
        }
        guard(current::seal);
        return end();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        SegmentWriter current = writer;
        writer = null;
        if (current != null) {
            current.close();
        }
    }

    private static final class InSegment implements SegmentScanner.Visitor {
        private final int number;
        private final Visitor visitor;
        private long last;
        private boolean lastIsValues;

        InSegment(int number, Visitor visitor) {
            this.number = number;
            this.visitor = visitor;
        }

        @Override
        public void record(long offset, RecordKind kind, ByteBuffer body) throws IOException {
            last = offset;
            lastIsValues = kind == RecordKind.VALUES;
            visitor.record(Place.of(number, offset, 0), kind, body);
        }

        @Override
        public void damage(long from, long to) {
            lastIsValues = false;
            visitor.damage(number, from, to);
        }

        /** The end of what counts: values whose run was torn off do not. */
        long withoutLooseValues(long end) {
            return lastIsValues ? last : end;
        }
    }
}
