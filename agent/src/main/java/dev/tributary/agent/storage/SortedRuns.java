package dev.tributary.agent.storage;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of runs by author and seq in little memory: chunks are sorted and written one behind the other into
 * a file, which is merged in the end. Of runs with one key the last that came counts. One thread uses it; the files are
 * of the kind that an interrupt does not close.
 *
 * <pre>
 * run = u32 author number  u64 last seq  u64 place
 * </pre>
 */
final class SortedRuns implements Closeable {
    private static final int SIZE = Integer.BYTES + 2 * Long.BYTES;
    private static final int READ_AT_ONCE = 256;
    private static final int WRITE_BYTES = 128 * 1024;
    private static final Comparator<Run> ORDER =
            Comparator.comparingInt(Run::author).thenComparingLong(Run::lastSeq);
    private static final Comparator<Head> HEADS =
            Comparator.comparing(Head::run, ORDER).thenComparingInt(Head::chunk);

    private final @Nullable Path file;
    private final int chunk;
    private final List<Run> waiting = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private @Nullable DataOutputStream out;

    /** A run as the index knows it. */
    record Run(int author, long lastSeq, long place) {}

    /** The least run of a chunk that was not handed over yet. */
    private record Head(Run run, int chunk, Iterator<Run> rest) {}

    /** With chunks of {@code chunk} runs; {@code file} holds all but the last, without one all stay in memory. */
    SortedRuns(@Nullable Path file, int chunk) {
        this.file = file;
        this.chunk = chunk;
    }

    void add(Run run) throws IOException {
        if (file != null && waiting.size() == chunk) {
            putDown(file);
        }
        waiting.add(run);
    }

    private void putDown(Path to) throws IOException {
        DataOutputStream target = out;
        if (target == null) {
            target = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(to.toFile()), WRITE_BYTES));
            out = target;
        }
        waiting.sort(ORDER);
        for (Run run : waiting) {
            target.writeInt(run.author());
            target.writeLong(run.lastSeq());
            target.writeLong(run.place());
        }
        counts.add(waiting.size());
        waiting.clear();
    }

    /** Hands all of them over in order; nothing may be added any more. */
    void handOver(Consumer<Run> taker) throws IOException {
        waiting.sort(ORDER);
        DataOutputStream written = out;
        if (written == null || file == null) {
            merge(List.of(waiting.iterator()), taker);
            return;
        }
        written.close();
        try (RandomAccessFile stored = new RandomAccessFile(file.toFile(), "r")) {
            List<Iterator<Run>> chunks = new ArrayList<>();
            long begin = 0;
            for (int count : counts) {
                chunks.add(new Stored(stored, begin, count));
                begin += (long) count * SIZE;
            }
            chunks.add(waiting.iterator());
            merge(chunks, taker);
        }
    }

    private static void merge(List<Iterator<Run>> chunks, Consumer<Run> taker) {
        PriorityQueue<Head> heads = new PriorityQueue<>(HEADS);
        for (int number = 0; number < chunks.size(); number++) {
            advance(heads, number, chunks.get(number));
        }
        Run last = null;
        for (Head least = heads.poll(); least != null; least = heads.poll()) {
            if (last != null && ORDER.compare(last, least.run()) < 0) {
                taker.accept(last);
            }
            last = least.run();
            advance(heads, least.chunk(), least.rest());
        }
        if (last != null) {
            taker.accept(last);
        }
    }

    private static void advance(PriorityQueue<Head> heads, int chunk, Iterator<Run> rest) {
        if (rest.hasNext()) {
            heads.add(new Head(rest.next(), chunk, rest));
        }
    }

    /** Deletes the file. May be called twice. */
    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** A chunk in the file, of which some runs at a time are in memory. */
    private static final class Stored implements Iterator<Run> {
        private final RandomAccessFile file;
        private ByteBuffer read = ByteBuffer.allocate(0);
        private long next;
        private long left;

        Stored(RandomAccessFile file, long begin, int count) {
            this.file = file;
            this.next = begin;
            this.left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Run next() {
            if (!read.hasRemaining()) {
                read();
            }
            left--;
            return new Run(read.getInt(), read.getLong(), read.getLong());
        }

        private void read() {
            byte[] bytes = new byte[(int) Math.min(left, READ_AT_ONCE) * SIZE];
            try {
                file.seek(next);
                file.readFully(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            next += bytes.length;
            read = ByteBuffer.wrap(bytes);
        }
    }
}
