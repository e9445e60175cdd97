package dev.tributary.agent.storage;

import dev.tributary.agent.FileTree;
import dev.tributary.api.host.AgentException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Keeps a data directory for one agent: a lock on the file {@code lock} in it, which the system lifts when the process
 * ends, however it ends. The file itself stays.
 */
public final class DataLock implements Closeable {
    private static final String NAME = "lock";

    private final Path data;
    private final FileChannel channel;

    private DataLock(Path data, FileChannel channel) {
        this.data = data;
        this.channel = channel;
    }

    /**
     * Takes the lock, making the directory when there is none.
     *
     * @throws AgentException when another agent has it, or the directory cannot be written
     */
    public static DataLock take(Path data) {
        FileChannel channel = null;
        try {
            Files.createDirectories(data);
            channel = FileChannel.open(data.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                DataLock lock = new DataLock(data, channel);
                channel = null;
                return lock;
            }
        } catch (IOException e) {
            throw new AgentException(
                    "The data directory " + data + " cannot be written (" + reason(e)
                            + "). Check its owner and permissions, or name another with --data.",
                    e);
        } finally {
            close(channel);
        }
        throw new AgentException("The data directory " + data
                + " is in use by another agent. Stop that one, or name another directory with --data.");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .replace(" Exception", "");
    }

    private static void close(java.nio.channels.@org.jspecify.annotations.Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing was written through it.
            }
        }
    }

    /** The directory. */
    public Path data() {
        return data;
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
        channel.close();
    }
}
