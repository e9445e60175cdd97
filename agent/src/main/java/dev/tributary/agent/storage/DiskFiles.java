package dev.tributary.agent.storage;

import dev.tributary.agent.SystemWords;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real folder on a real disk. */
final class DiskFiles implements StoreFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFiles.class);

    /** What a file system needs for a new file, roughly. */
    private static final long ENTRY_BYTES = 4096;

    private final Path folder;
    private final FileStore disk;
    private final LongAdder readErrors = new LongAdder();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Uses {@code folder}, which is made when it does not exist. */
    DiskFiles(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        this.disk = Files.getFileStore(folder);
    }

    /** The folder itself. */
    Path folder() {
        return folder;
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public StoreFile open(String name) throws IOException {
        return DiskFile.open(folder.resolve(name), this);
    }

    @Override
    public StoreFile create(String name) throws IOException {
        try {
            Files.createFile(folder.resolve(name));
        } catch (IOException e) {
            throw explain(e, ENTRY_BYTES);
        }
        return open(name);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceDirectory() throws IOException {
        try (AsynchronousFileChannel directory = AsynchronousFileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public long freeBytes() {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public long readErrors() {
        return readErrors.sum();
    }

    /** The disk refused to read; told once for each file. */
    void refused(String name, long at, IOException failure) {
        readErrors.increment();
        if (refused.add(name)) {
            LOG.error(
                    "The disk refuses to read {} near {} ({}): what was there counts as damaged. Check the disk.",
                    name,
                    at,
                    SystemWords.why(failure));
        }
    }

    /**
     * Tells a full disk from a broken one: the system's words depend on its language, the space that is left does not.
     */
    IOException explain(IOException failure, long wanted) {
        boolean named = String.valueOf(failure.getMessage()).matches("(?s).*([Nn]o space left|uota exceeded).*");
        return named || freeBytes() < wanted
                ? new DiskFullException("the disk has no space left for " + wanted + " more bytes", failure)
                : failure;
    }
}
