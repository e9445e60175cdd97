package dev.tributary.agent.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A real file. A {@link FileChannel} closes when a thread that uses it is interrupted; so it is opened anew and the
 * same bytes are read or written again at the same place. A force must not be repeated on a new channel, which would
 * not hear of the failure of the first: it goes through an {@link AsynchronousFileChannel}, whose force runs on the
 * calling thread and takes no notice of interrupts.
 */
final class DiskFile implements StoreFile {
    private final Path path;
    private final DiskFiles folder;
    private @Nullable FileChannel writes;
    private @Nullable AsynchronousFileChannel forces;
    private volatile FileChannel reads;
    private volatile boolean closed;

    private DiskFile(Path path, DiskFiles folder, FileChannel reads) {
        this.path = path;
        this.folder = folder;
        this.reads = reads;
    }

    static DiskFile open(Path path, DiskFiles folder) throws IOException {
        return new DiskFile(path, folder, FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public long size() throws IOException {
        return Files.size(path);
    }

    private interface Transfer<T> {
        T run() throws IOException;
    }

    /** Repeats what an interrupt has cut short, and keeps the interrupt. */
    private <T> T uninterrupted(Transfer<T> transfer) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return transfer.run();
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    if (closed) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void write(long at, ByteBuffer source) throws IOException {
        int start = source.position();
        int size = source.remaining();
        try {
            uninterrupted(() -> writeFully(writing(), at, source.position(start)));
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw folder.explain(e, size);
        }
    }

    private static int writeFully(FileChannel channel, long at, ByteBuffer source) throws IOException {
        int total = 0;
        while (source.hasRemaining()) {
            total += channel.write(source, at + total);
        }
        return total;
    }

    @Override
    public int read(long at, ByteBuffer target) throws IOException {
        int start = target.position();
        try {
            return uninterrupted(() -> readFully(reading(), at, target.position(start)));
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            folder.refused(name(), at, e);
            throw e;
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

    private FileChannel reading() throws IOException {
        FileChannel channel = reads;
        return channel.isOpen() ? channel : reopen();
    }

    private synchronized FileChannel reopen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!reads.isOpen()) {
            reads = FileChannel.open(path, StandardOpenOption.READ);
        }
        return reads;
    }

    @Override
    public void force() throws IOException {
        forcing().force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        forcing().truncate(size);
    }

    private synchronized FileChannel writing() throws IOException {
        // A failed write-back is told to channels that were open before: so the one that forces comes first.
        forcing();
        FileChannel channel = writes;
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(path, StandardOpenOption.WRITE);
            writes = channel;
        }
        return channel;
    }

    private synchronized AsynchronousFileChannel forcing() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        AsynchronousFileChannel channel = forces;
        if (channel == null) {
            channel = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
            forces = channel;
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
        if (forces != null) {
            forces.close();
        }
    }
}
