package dev.tributary.agent.bundle;

import dev.tributary.agent.FileTree;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.NewStore;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data directory from a backup. It is built beside its place, from records that are all checked, and gets its
 * name last: a restore that fails or is cut short leaves the place as it was.
 */
public final class Restore implements Closeable {
    /** An empty file that makes the next start look for what the backup does not know, before anything is signed. */
    public static final String MARKER = "restored";

    private static final int PIECE = 256 * 1024;
    private static final String UNFINISHED = ".restoring";

    private final Path target;
    private final InstantSource clock;
    private final BundleReader reader = new BundleReader();
    private @Nullable NewStore store;
    private @Nullable About about;
    private boolean identity;
    private long events;

    private Restore(Path target, InstantSource clock) {
        this.target = target;
        this.clock = clock;
    }

    /**
     * What was restored.
     *
     * @param about what the backup is
     * @param events how many events it held
     */
    public record Done(About about, long events) {}

    /**
     * Makes {@code data} from the backup {@code in}.
     *
     * @throws BundleException when the backup is none, is damaged, cut short or holds what is not valid, or when
     *     another restore makes the same directory
     * @throws AgentException when nothing can be written beside {@code data}
     * @throws FileAlreadyExistsException when {@code data} is there and not an empty directory
     * @throws IOException when reading or writing fails
     */
    public static Done run(InputStream in, Path data, InstantSource clock) throws IOException {
        Path place = data.toAbsolutePath().normalize();
        Path folder = BundleFile.folder(place);
        refuseOccupied(place);
        Path unfinished = place.resolveSibling(place.getFileName() + UNFINISHED);
        Files.createDirectories(folder);
        try (DataLock lock = lock(unfinished, place)) {
            return build(in, lock, place, clock);
        }
    }

    /** Two at a time would remove each other's files. */
    private static DataLock lock(Path unfinished, Path place) {
        try {
            return DataLock.take(unfinished);
        } catch (AgentException e) {
            if (e.getCause() != null) {
                throw e;
            }
            throw new BundleException("Another restore to " + place
                    + " is under way: wait until it has ended, or name another directory with --data.");
        }
    }

    private static Done build(InputStream in, DataLock lock, Path place, InstantSource clock) throws IOException {
        Path unfinished = lock.data();
        try {
            lock.clear();
            Done done;
            try (Restore restore = new Restore(unfinished, clock)) {
                done = restore.read(in);
            }
            Files.createFile(unfinished.resolve(MARKER));
            BundleFile.force(unfinished);
            // Takes the place of an empty directory, and of nothing else.
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
            BundleFile.force(BundleFile.folder(place));
            return done;
        } finally {
            removeIfThere(unfinished);
        }
    }

    private static void refuseOccupied(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(place)) {
            try (Stream<Path> entries = Files.list(place)) {
                empty = entries.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new FileAlreadyExistsException(place.toString());
        }
    }

    private static void removeIfThere(Path folder) throws IOException {
        if (Files.exists(folder)) {
            FileTree.remove(folder);
        }
    }

    private Done read(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            reader.feed(Bytes.of(piece).slice(0, read));
            for (Optional<BundleRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                take(next.get());
            }
        }
        reader.finish();
        store().finish();
        if (!identity) {
            throw new BundleException("The backup holds no " + IdentityFile.NAME + ": take another backup.");
        }
        return new Done(about(), events);
    }

    private void take(BundleRecord record) throws IOException {
        switch (record.kind()) {
            case ABOUT -> begin(About.of(record));
            case RANGE -> Range.of(record);
            case FILE -> put(StoredFile.of(record));
            case PROOF -> {
                if (!store().addFork(record.body(), clock.millis())) {
                    throw new BundleException("A fork proof in the backup proves nothing: take another backup.");
                }
            }
            case VALUE -> {
                StoredValue value = StoredValue.of(record);
                store().putState(value.owner(), value.key(), value.value());
            }
            case RUN -> add(record.body());
            case END -> {
                // The reader has checked it.
            }
        }
    }

    private void begin(About first) throws IOException {
        if (first.purpose() != About.Purpose.BACKUP) {
            throw new BundleException("This is a bundle and not a backup: take it in with 'tributary import'.");
        }
        about = first;
        store = NewStore.create(target, first.space());
    }

    private void put(StoredFile file) {
        if (!file.name().equals(IdentityFile.NAME)) {
            throw new BundleException(
                    "The backup holds a file that this program does not know: use a newer Tributary.");
        }
        new IdentityFile(target).restore(file.content());
        identity = true;
    }

    private void add(Bytes run) throws IOException {
        Verdict verdict = store().add(run);
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            throw new BundleException(
                    "A run in the backup is not valid (" + verdict.word() + "): take another backup.");
        }
        events += accepted.run().count();
    }

    private About about() {
        if (about == null) {
            throw new IllegalStateException("the reader lets nothing through before the first record");
        }
        return about;
    }

    private NewStore store() {
        if (store == null) {
            throw new IllegalStateException("the reader lets nothing through before the first record");
        }
        return store;
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
