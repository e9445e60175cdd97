package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A disk in memory: what was not forced is lost by {@link #crash}, writes and forces can be made to fail. Creations and
 * deletions count at once.
 */
final class MemoryFiles implements StoreFiles {
    private final TreeMap<String, Content> files = new TreeMap<>();
    private int writesLeft = Integer.MAX_VALUE;
    private int forcesLeft = Integer.MAX_VALUE;

    private static final class Content {
        private byte[] current = new byte[0];
        private byte[] forced = new byte[0];
    }

    /** Loses what was not forced. */
    synchronized void crash() {
        files.values().forEach(content -> content.current = content.forced.clone());
    }

    /** Lets {@code count} more writes succeed. */
    synchronized void failWritesAfter(int count) {
        writesLeft = count;
    }

    /** Lets {@code count} more forces succeed. */
    synchronized void failForcesAfter(int count) {
        forcesLeft = count;
    }

    /** The bytes of a file. */
    synchronized byte[] bytes(String name) {
        return files.get(name).current.clone();
    }

    /** Puts bytes in a file's place, durably. */
    synchronized void put(String name, byte[] bytes) {
        Content content = files.computeIfAbsent(name, key -> new Content());
        content.current = bytes.clone();
        content.forced = bytes.clone();
    }

    /** The same files, apart from these. */
    synchronized MemoryFiles copy() {
        MemoryFiles copy = new MemoryFiles();
        files.forEach((name, content) -> copy.put(name, content.current));
        return copy;
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized StoreFile open(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return new MemoryFile(name, content);
    }

    @Override
    public synchronized StoreFile create(String name) throws IOException {
        if (files.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        files.put(name, new Content());
        return open(name);
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public synchronized void replace(String name, Bytes content) throws IOException {
        countWrite();
        countForce();
        put(name, content.toArray());
    }

    @Override
    public void forceDirectory() {
        // Creations and deletions count at once.
    }

    private void countWrite() throws IOException {
        if (writesLeft-- <= 0) {
            writesLeft = 0;
            throw new IOException("No space left on device");
        }
    }

    private void countForce() throws IOException {
        if (forcesLeft-- <= 0) {
            forcesLeft = 0;
            throw new IOException("Input/output error");
        }
    }

    private final class MemoryFile implements StoreFile {
        private final String name;
        private final Content content;

        MemoryFile(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            synchronized (MemoryFiles.this) {
                return content.current.length;
            }
        }

        @Override
        public void write(long at, ByteBuffer source) throws IOException {
            synchronized (MemoryFiles.this) {
                countWrite();
                int size = source.remaining();
                if (at + size > content.current.length) {
                    content.current = Arrays.copyOf(content.current, (int) at + size);
                }
                source.get(content.current, (int) at, size);
            }
        }

        @Override
        public int read(long at, ByteBuffer target) {
            synchronized (MemoryFiles.this) {
                int size = (int) Math.max(0, Math.min(target.remaining(), content.current.length - at));
                target.put(content.current, size == 0 ? 0 : (int) at, size);
                return size;
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (MemoryFiles.this) {
                countForce();
                content.forced = content.current.clone();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (MemoryFiles.this) {
                countWrite();
                content.current = Arrays.copyOf(content.current, (int) size);
            }
        }

        @Override
        public void close() {
            // Nothing to give back.
        }
    }
}
