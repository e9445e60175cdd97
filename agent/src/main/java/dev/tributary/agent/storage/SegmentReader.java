package dev.tributary.agent.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records by place, with a look ahead, since what is asked for next mostly lies behind. Keeps at most
 * {@link #OPEN_FILES} files open. Safe from any thread.
 */
final class SegmentReader implements Closeable {
    private static final int OPEN_FILES = 64;
    private static final int AHEAD = 64 * 1024;

    private final StoreFiles files;
    private final SegmentTable table;
    private final RecordFrame frame;
    private final Map<Integer, StoreFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private ByteBuffer window = ByteBuffer.allocate(0);
    private int windowSegment;
    private long windowStart;

    SegmentReader(StoreFiles files, int salt, SegmentTable table) {
        this.files = files;
        this.table = table;
        this.frame = new RecordFrame(salt);
    }

    /** What lies at a place: its kind and body, which stays as it was read, whoever reads next. */
    record Found(RecordKind kind, ByteBuffer body, long next) {}

    /** The record at {@code offset} of a segment; null when there is none that checks. */
    synchronized @Nullable Found read(int segment, long offset) throws IOException {
        Found found = inWindow(segment, offset);
        if (found == null) {
            load(segment, offset, AHEAD);
            found = inWindow(segment, offset);
        }
        if (found == null && window.limit() >= RecordFrame.HEAD && RecordFrame.plausible(window, 0, offset)) {
            load(segment, offset, RecordFrame.HEAD + window.getInt(0));
            found = inWindow(segment, offset);
        }
        return found;
    }

    private @Nullable Found inWindow(int segment, long offset) {
        long index = offset - windowStart;
        if (segment != windowSegment || index < 0 || index + RecordFrame.HEAD > window.limit()) {
            return null;
        }
        int start = (int) index;
        if (!RecordFrame.plausible(window, start, offset)) {
            return null;
        }
        int bodySize = window.getInt(start);
        if (index + RecordFrame.HEAD + bodySize > window.limit()) {
            return null;
        }
        RecordKind kind = frame.check(window, start, bodySize);
        long next = offset + RecordFrame.HEAD + bodySize;
        return kind == null ? null : new Found(kind, window.slice(start + RecordFrame.HEAD, bodySize), next);
    }

    private void load(int segment, long offset, int count) throws IOException {
        // Never the old one again: several threads read, and each still decodes what it was given.
        window = ByteBuffer.allocate(count);
        windowSegment = 0;
        PatientReads.read(file(segment), offset, window, (from, to) -> {
            // Zeros are no record: whoever asked finds that something is damaged.
        });
        window.flip();
        windowSegment = segment;
        windowStart = offset;
    }

    /** Forgets what was read ahead: it is not in the files any more. */
    synchronized void forget() {
        window.limit(0);
    }

    /** Closes the files of segments that others have replaced. */
    synchronized void forget(List<SegmentName> segments) throws IOException {
        window.limit(0);
        for (SegmentName segment : segments) {
            StoreFile file = open.remove(segment.id());
            if (file != null) {
                file.close();
            }
        }
    }

    private StoreFile file(int segment) throws IOException {
        StoreFile known = open.get(segment);
        if (known != null) {
            return known;
        }
        if (open.size() >= OPEN_FILES) {
            Iterator<StoreFile> eldest = open.values().iterator();
            StoreFile file = eldest.next();
            eldest.remove();
            file.close();
        }
        StoreFile file = files.open(table.fileName(segment));
        open.put(segment, file);
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        List<StoreFile> all = new ArrayList<>(open.values());
        open.clear();
        for (StoreFile file : all) {
            file.close();
        }
    }
}
