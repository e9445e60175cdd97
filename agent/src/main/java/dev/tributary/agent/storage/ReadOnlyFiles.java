package dev.tributary.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder on a disk that takes no more. What is deleted or cut is so for whoever looks through this, and stays on the
 * disk: so a store opens here as it would elsewhere, with a torn tail for example. Everything else that writes is
 * refused.
 */
final class ReadOnlyFiles implements StoreFiles {
    private final StoreFiles disk;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    ReadOnlyFiles(StoreFiles disk) {
        this.disk = disk;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public List<String> names() throws IOException {
        return disk.names().stream().filter(name -> !deleted.contains(name)).toList();
    }

    @Override
    public StoreFile open(String name) throws IOException {
        if (deleted.contains(name)) {
            throw new NoSuchFileException(name);
        }
        return new ReadOnlyFile(disk.open(name));
    }

    @Override
    public StoreFile create(String name) throws IOException {
        throw refused();
    }

    @Override
    public void delete(String name) {
        deleted.add(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        throw refused();
    }

    @Override
    public void forceDirectory() {
        // What is there has to do: nothing can be made more durable here.
    }

    @Override
    public long freeBytes() {
        return disk.freeBytes();
    }

    @Override
    public long readErrors() {
        return disk.readErrors();
    }

    private static IOException refused() {
        return new IOException("the data directory is only read");
    }

    /** A file up to where it was cut. */
    private final class ReadOnlyFile implements StoreFile {
        private final StoreFile file;

        ReadOnlyFile(StoreFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long size() throws IOException {
            return Math.min(file.size(), end());
        }

        private long end() {
            return ends.getOrDefault(file.name(), Long.MAX_VALUE);
        }

        @Override
        public void write(long at, ByteBuffer source) throws IOException {
            throw refused();
        }

        @Override
        public int read(long at, ByteBuffer target) throws IOException {
            long left = Math.max(0, end() - at);
            if (left >= target.remaining()) {
                return file.read(at, target);
            }
            int limit = target.limit();
            try {
                return file.read(at, target.limit(target.position() + (int) left));
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public void force() {
            // Nothing was written.
        }

        @Override
        public void truncate(long size) {
            ends.merge(file.name(), size, Math::min);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
