package dev.tributary.agent.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Append-only segment files: the truth of the store. One thread appends and forces; reading is safe from any thread.
 *
 * <p>The first failed write or force is final: what the disk holds is then unknown, so nothing more is written. A write
 * for which there was no space is the exception: {@link #takeBack} makes that commit undone, durably.
 */
final class SegmentLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);
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
    private final SegmentTable table;
    private @Nullable ByteBuffer buffer;
    private @Nullable SegmentWriter writer;
    private volatile int active;
    private volatile long sealedBytes;
    private volatile int leaving;
    private LogEnd commitStart = LogEnd.NONE;
    private boolean failed;

    private SegmentLog(StoreFiles files, StoreInfo info, long segmentBytes, SegmentTable table) {
        this.files = files;
        this.info = info;
        this.table = table;
        this.segmentBytes = Math.min(segmentBytes, 1L << 30);
        this.ahead = (int) Math.min(SegmentWriter.AHEAD, this.segmentBytes / 4);
        this.reader = new SegmentReader(files, info.salt(), table);
    }

    /** Looks at the segments that there are; {@link #recover} or {@link #resume} must follow. */
    static SegmentLog open(StoreFiles files, StoreInfo info, long segmentBytes) throws IOException {
        SegmentTable table = SegmentTable.read(files);
        tellOfGaps(table);
        return new SegmentLog(files, info, segmentBytes, table);
    }

    /** A segment that somebody removed is damage that leaves no trace but its number. */
    private static void tellOfGaps(SegmentTable table) {
        table.gaps()
                .forEach((first, last) -> LOG.error(
                        "{} is missing: what was there is not served, and asked of peers. Run 'tributary verify'.",
                        SegmentHeader.fileName(first)));
    }

    /** The size at which a segment is closed. */
    long segmentBytes() {
        return segmentBytes;
    }

    /** The next commit begins a new segment, unless it goes elsewhere than to {@code segment} anyway. */
    void leave(int segment) {
        leaving = segment;
    }

    /** The segments that there are. */
    SegmentTable table() {
        return table;
    }

    /** Deletes what a crash left between putting a merged segment in place and now. */
    void removeReplaced() throws IOException {
        if (!table.replaced().isEmpty()) {
            // A process that died leaves names that no force has reached: what replaces must be there to stay first.
            files.forceDirectory();
        }
        for (SegmentName name : table.replaced()) {
            files.delete(name.fileName());
            files.delete(HashSidecar.fileName(name.id()));
        }
        for (String name : files.names()) {
            if (name.endsWith(".log" + SegmentName.UNFINISHED)) {
                files.delete(name);
            }
        }
    }

    /** What a segment's file holds, in bytes. */
    long size(SegmentName name) throws IOException {
        try (StoreFile file = files.open(name.fileName())) {
            return file.size();
        }
    }

    /** The same of all segments by their ids, in order. */
    Map<Integer, Long> sizes() throws IOException {
        Map<Integer, Long> sizes = new LinkedHashMap<>();
        for (SegmentTable.Segment segment : table.all()) {
            sizes.put(segment.name().id(), size(segment.name()));
        }
        return sizes;
    }

    /** Puts a finished merged segment in the place of others, whose ids it returns; nobody may be reading now. */
    synchronized List<SegmentName> replace(SegmentName merged, long base) throws IOException {
        List<SegmentName> old = table.replace(merged, base);
        reader.forget(old);
        sumSealed();
        return old;
    }

    /**
     * Reads everything, cuts the torn tail of a commit that nobody was told of, and makes the log ready to append.
     *
     * @param durable where a clean shutdown left the log, {@link LogEnd#NONE} when nothing is known
     */
    void recover(LogEnd durable, Visitor visitor) throws IOException {
        LogEnd end = scan(durable, visitor);
        while (!table.isEmpty() && table.newest().id() != end.segment()) {
            files.delete(table.newest().fileName());
            table.remove(table.newest());
        }
        if (end.segment() > 0 && !table.newest().isMerged()) {
            attachCut(end);
        }
        // A process that was killed leaves what no force has reached: what is shown from now on must be durable.
        files.forceDirectory();
    }

    private void attachCut(LogEnd end) throws IOException {
        StoreFile file = files.open(table.fileName(end.segment()));
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
        for (SegmentTable.Segment segment : table.all()) {
            int number = segment.name().id();
            boolean last = number == table.newest().id() && !segment.name().isMerged();
            try (StoreFile file = files.open(segment.name().fileName())) {
                long clean = durable.segment() == number ? durable.offset() : 0;
                long known = last ? clean : file.size();
                InSegment records = new InSegment(number, visitor);
                long offset = records.withoutLooseValues(scanner.scan(file, SegmentHeader.SIZE, known, records));
                // A segment without header and records is one whose creation was cut short.
                boolean unfinished = last && offset == SegmentHeader.SIZE && segment.base() < 0;
                end = unfinished ? end : new LogEnd(number, offset);
            }
        }
        return end;
    }

    /** Reads one segment from {@code offset} on. */
    void scan(int segment, long offset, Visitor visitor) throws IOException {
        scan(segment, offset, Long.MAX_VALUE, visitor);
    }

    /** Reads one segment from {@code offset} on, which is durable up to {@code durable}. */
    void scan(int segment, long offset, long durable, Visitor visitor) throws IOException {
        try (StoreFile file = files.open(table.fileName(segment))) {
            long known = Math.min(durable, file.size());
            new SegmentScanner(info.salt()).scan(file, offset, known, new InSegment(segment, visitor));
        }
    }

    /** Makes the log ready to append behind {@code end} without reading it, if that is where the files end. */
    boolean resume(LogEnd end) throws IOException {
        if (end.segment() == 0 || table.isEmpty() || table.newest().id() != end.segment()) {
            return table.isEmpty() && end.segment() == 0;
        }
        StoreFile file = files.open(table.fileName(end.segment()));
        if (file.size() != end.offset()) {
            file.close();
            return false;
        }
        attach(end, file);
        return true;
    }

    private void attach(LogEnd end, StoreFile file) throws IOException {
        active = end.segment();
        sumSealed();
        writer = new SegmentWriter(file, info.salt(), end.offset(), this::buffer, ahead);
    }

    private synchronized void sumSealed() throws IOException {
        long sum = 0;
        for (SegmentTable.Segment segment : table.all()) {
            sum += segment.name().id() == active ? 0 : size(segment.name());
        }
        sealedBytes = sum;
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
        int newest = table.isEmpty() ? 0 : table.newest().to();
        for (int number = newest + 1; number > commitStart.segment(); number--) {
            files.delete(SegmentHeader.fileName(number));
            table.remove(SegmentName.appended(number));
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
        Integer following = table.following(damaged.segment());
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

    /** What all segments but the active one hold, in bytes. Safe from any thread. */
    long sealedBytes() {
        return sealedBytes;
    }

    private SegmentWriter writer(long position, int size) throws IOException {
        SegmentWriter current = writer;
        boolean room = current != null && (current.end() == SegmentHeader.SIZE || current.end() + size <= segmentBytes);
        // A segment of an older format stays as it is: what it may hold was settled when it was begun.
        if (current != null && room && !table.isOlder(active) && active != leaving) {
            return current;
        }
        if (current != null) {
            current.seal();
            current.close();
        }
        return roll(position);
    }

    private SegmentWriter roll(long position) throws IOException {
        int number = (table.isEmpty() ? 0 : table.newest().to()) + 1;
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
        table.add(SegmentName.appended(number), position);
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
