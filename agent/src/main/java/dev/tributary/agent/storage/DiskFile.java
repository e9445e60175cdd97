package dev.tributary.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A real file. Reads have a channel of their own, because a {@link FileChannel} closes when a thread that uses it is
 * interrupted: an interrupted reader opens it anew and never hurts the writer. The writing thread must not be
 * interrupted.
 */
final class DiskFile implements StoreFile {
    private final Path path;
    private @Nullable FileChannel writes;
    private volatile FileChannel reads;
    private volatile boolean closed;

    private DiskFile(Path path, FileChannel reads) {
        this.path = path;
        this.reads = reads;
    }

    static DiskFile open(Path path) throws IOException {
        return new DiskFile(path, FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public long size() throws IOException {
        return java.nio.file.Files.size(path);
    }

    @Override
    public void write(long at, ByteBuffer source) throws IOException {
        FileChannel channel = writing();
        long position = at;
        while (source.hasRemaining()) {
            position += channel.write(source, position);
        }
    }

    @Override
    public int read(long at, ByteBuffer target) throws IOException {
        int start = target.position();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel channel = reads;
                try {
                    return readFully(channel, at, target.position(start));
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    reopen(channel);
                } catch (ClosedChannelException e) {
                    reopen(channel);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static int readFully(FileChannel channel, long at, ByteBuffer target) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int read = channel.read(target, at + total);
            if (read < 0) {
                break;
            }
            total += read;
        }
        return total;
    }

    private synchronized void reopen(FileChannel dead) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (reads == dead) {
            reads = FileChannel.open(path, StandardOpenOption.READ);
        }
    }

    @Override
    public void force() throws IOException {
        writing().force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        writing().truncate(size);
    }

    private FileChannel writing() throws IOException {
        FileChannel channel = writes;
        if (channel == null) {
            channel = FileChannel.open(path, StandardOpenOption.WRITE);
            writes = channel;
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        reads.close();
        if (writes != null) {
            writes.close();
        }
    }
}
