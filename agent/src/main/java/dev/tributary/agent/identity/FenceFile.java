package dev.tributary.agent.identity;

import dev.tributary.agent.SystemWords;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that keeps a {@link FenceRecord} outside the data directory, so that a copy of the directory does not bring
 * it along. Two records of 512 bytes each are written by turns: a torn write leaves the one before. Not safe for use by
 * several threads at once, but {@link #force} may run beside {@link #write}.
 */
public final class FenceFile implements Closeable {
    private static final int SLOT = 512;

    private final Path path;
    private @Nullable FileChannel channel;
    private long turn;

    /** What the file holds. */
    public sealed interface Content {
        /** There is no file. */
        record Absent() implements Content {}

        /** There is one, and nothing in it can be trusted. */
        record Damaged() implements Content {}

        /** The newest record. */
        record Kept(FenceRecord newest) implements Content {}
    }

    public FenceFile(Path path) {
        this.path = path;
    }

    /** Where the fence of the data directory {@code data} is unless another place is configured. */
    public static Path beside(Path data) {
        Path whole = data.toAbsolutePath().normalize();
        Path name = whole.getFileName();
        return whole.resolveSibling((name == null ? "tributary" : name.toString()) + ".fence");
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * What the file holds now.
     *
     * @throws AgentException when it cannot be read, or a newer version of this program wrote it
     */
    public Content read() {
        if (!Files.exists(path)) {
            return new Content.Absent();
        }
        byte[] all;
        try {
            all = Files.size(path) > 2 * SLOT ? new byte[0] : Files.readAllBytes(path);
        } catch (IOException e) {
            throw new AgentException(
                    "the fence file " + path + " cannot be read (" + SystemWords.why(e)
                            + "): give this user the right to read it",
                    e);
        }
        Optional<FenceRecord> newest = Optional.empty();
        turn = 0;
        for (int at = 0; at + FenceRecord.SIZE <= all.length; at += SLOT) {
            Bytes slot = Bytes.wrap(all, at, FenceRecord.SIZE);
            refuseNewer(FenceRecord.version(slot));
            Optional<FenceRecord> found = FenceRecord.decode(slot);
            if (found.isPresent() && FenceRecord.turn(slot) >= turn) {
                turn = FenceRecord.turn(slot);
                newest = found;
            }
        }
        return newest.<Content>map(Content.Kept::new).orElseGet(Content.Damaged::new);
    }

    private void refuseNewer(int version) {
        if (version > FenceRecord.VERSION) {
            throw new AgentException("the fence file " + path + " has format " + version + ", this agent knows format "
                    + FenceRecord.VERSION + ": use a newer agent");
        }
    }

    /** Writes without forcing; makes the file, for its owner alone, when there is none. */
    public void write(FenceRecord newest) throws IOException {
        FileChannel file = channel();
        turn++;
        ByteBuffer bytes = newest.encode(turn);
        long at = (turn & 1) * SLOT;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /** Makes durable what was written. */
    public void force() throws IOException {
        FileChannel file = channel;
        if (file != null) {
            file.force(false);
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            return open;
        }
        boolean made = !Files.exists(path);
        Path folder = path.toAbsolutePath().getParent();
        if (made && folder != null) {
            Files.createDirectories(folder);
            open = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PrivateFile.ownerOnly(folder));
            // Both slots are there from the start: later writes change no length, and forcing them is quick.
            open.write(ByteBuffer.allocate(2 * SLOT), 0);
            open.force(true);
            PrivateFile.force(folder);
        } else {
            open = FileChannel.open(path, StandardOpenOption.WRITE);
        }
        channel = open;
        return open;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
