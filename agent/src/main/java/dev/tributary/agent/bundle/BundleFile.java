package dev.tributary.agent.bundle;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a stream into a file: every record is checked on its way, the file is readable by its owner only, and it has its
 * name only once it is whole and on disk.
 */
public final class BundleFile {
    private static final int PIECE = 256 * 1024;

    private final BundleReader reader = new BundleReader();
    private final BundleWriter writer = new BundleWriter();
    private final Map<String, Bytes> files;
    private final Progress progress;
    private Optional<About> about = Optional.empty();
    private boolean filesWritten;
    private long promised;
    private long events;

    /** Hears how far it is. */
    public interface Progress {
        /** {@code done} of {@code total} events or bytes. */
        void at(long done, long total);
    }

    private BundleFile(Map<String, Bytes> files, Progress progress) {
        this.files = files;
        this.progress = progress;
    }

    /**
     * Writes {@code in} to the new file {@code to}.
     *
     * @param files what a backup holds of the data directory beside the store: plain name to content
     * @param progress hears of events
     * @return what the stream is
     * @throws BundleException when the stream is damaged or cut short
     * @throws FileAlreadyExistsException when there is such a file
     * @throws IOException when reading or writing fails; nothing is left of it then
     */
    public static About write(InputStream in, Path to, Map<String, Bytes> files, Progress progress) throws IOException {
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Path folder = folder(to);
        Path unfinished = Files.createTempFile(folder, to.getFileName() + ".", ".part", ownerOnly(folder));
        try {
            About about;
            try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                about = new BundleFile(files, progress).copy(in, out);
                out.force(true);
            }
            Files.move(unfinished, to);
            force(folder);
            return about;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private About copy(InputStream in, FileChannel out) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            reader.feed(Bytes.of(piece).slice(0, read));
            for (Optional<BundleRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                add(next.get());
            }
            put(out, writer.take());
            progress.at(events, promised);
        }
        reader.finish();
        put(out, writer.end());
        return about.orElseThrow();
    }

    private void add(BundleRecord record) {
        if (record.kind() == BundleRecord.Kind.END) {
            return;
        }
        if (!filesWritten && record.kind().compareTo(BundleRecord.Kind.FILE) >= 0) {
            filesWritten = true;
            files.forEach((name, content) -> writer.add(new StoredFile(name, content).record()));
        }
        if (record.kind() == BundleRecord.Kind.ABOUT) {
            about = Optional.of(About.of(record));
            promised = about.get().events();
        } else if (record.kind() == BundleRecord.Kind.RUN) {
            events += RunCount.of(record.body());
        }
        writer.add(record);
    }

    private static void put(FileChannel out, Bytes bytes) throws IOException {
        ByteBuffer left = bytes.asBuffer();
        while (left.hasRemaining()) {
            out.write(left);
        }
    }

    /** The folder that {@code path} lies in. */
    static Path folder(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }
}
