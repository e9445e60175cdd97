package dev.tributary.agent.storage;

import dev.tributary.agent.FileTree;
import dev.tributary.agent.SystemWords;
import dev.tributary.api.host.AgentException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory for one agent: a lock on the file {@code lock} in it, which the system lifts when the process
 * ends, however it ends. The file itself stays. Where nothing can be written, those who only read share it.
 */
public final class DataLock implements Closeable {
    private static final String NAME = "lock";

    private final Path data;
    private final @Nullable FileChannel channel;
    private final String whyReadOnly;

    private DataLock(Path data, @Nullable FileChannel channel, String whyReadOnly) {
        this.data = data;
        this.channel = channel;
        this.whyReadOnly = whyReadOnly;
    }

    /** How files are opened. */
    interface Opening {
        FileChannel open(Path file, OpenOption... options) throws IOException;
    }

    /**
     * Takes the lock, making the directory when there is none.
     *
     * @throws AgentException when another agent has it, or the directory cannot be written
     */
    public static DataLock take(Path data) {
        try {
            Files.createDirectories(data);
            return exclusive(data, FileChannel::open);
        } catch (IOException e) {
            throw unwritable(data, e);
        }
    }

    /**
     * Takes the lock of a directory that is there for someone who only reads. Where nothing can be written he shares it
     * with others who read.
     *
     * @throws AgentException when an agent has it, or the directory cannot be read
     */
    public static DataLock read(Path data) {
        return read(data, FileChannel::open);
    }

    static DataLock read(Path data, Opening files) {
        try {
            return exclusive(data, files);
        } catch (IOException e) {
            return shared(data, files, SystemWords.why(e));
        }
    }

    private static DataLock exclusive(Path data, Opening files) throws IOException {
        Path file = data.resolve(NAME);
        return locked(data, files.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE), "");
    }

    private static DataLock shared(Path data, Opening files, String whyReadOnly) {
        try {
            return locked(data, files.open(data.resolve(NAME), StandardOpenOption.READ), whyReadOnly);
        } catch (NoSuchFileException e) {
            // An agent would have made the file, and none can be made now.
            return new DataLock(data, null, whyReadOnly);
        } catch (IOException e) {
            throw new AgentException(
                    "The data directory " + data + " can be neither written (" + whyReadOnly + ") nor read ("
                            + SystemWords.why(e) + "). Check its owner and permissions, or name another with --data.",
                    e);
        }
    }

    private static DataLock locked(Path data, FileChannel channel, String whyReadOnly) throws IOException {
        boolean mine = false;
        try {
            mine = isLocked(channel, !whyReadOnly.isEmpty());
        } finally {
            if (!mine) {
                channel.close();
            }
        }
        if (!mine) {
            throw new AgentException("The data directory " + data
                    + " is in use by another agent. Stop that one, or name another directory with --data.");
        }
        return new DataLock(data, channel, whyReadOnly);
    }

    private static boolean isLocked(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Looks whether something can be made in a directory.
     *
     * @throws AgentException when not, which names {@code data}
     */
    public static void refuseUnwritable(Path directory, Path data) {
        try {
            directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE);
        } catch (IOException e) {
            throw unwritable(data, e);
        }
    }

    private static AgentException unwritable(Path data, IOException e) {
        String saved = Verify.isIn(data)
                ? " What it holds can still be read: 'tributary backup', 'export' and 'verify' do."
                : "";
        return new AgentException(
                "The data directory " + data + " cannot be written (" + SystemWords.why(e)
                        + "). Check its owner, its permissions and whether its disk is mounted read-only, or name "
                        + "another with --data." + saved,
                e);
    }

    /** The directory. */
    public Path data() {
        return data;
    }

    /** One sentence when the directory could not be opened for writing and is only read; otherwise empty. */
    public Optional<String> onlyRead() {
        return whyReadOnly.isEmpty()
                ? Optional.empty()
                : Optional.of("The data directory " + data + " cannot be written (" + whyReadOnly
                        + "): it is only read, and left as it is.");
    }

    /** Removes all that is in the directory but the lock. */
    public void clear() throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            for (Path entry : entries.filter(path -> !path.endsWith(NAME)).toList()) {
                FileTree.remove(entry);
            }
        }
    }

    /** Gives the directory free. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
