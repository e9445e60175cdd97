package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A store that was opened or made: what {@link StorageService} runs. Opening may read all segments, so it belongs on a
 * thread that may block.
 */
public final class OpenStore implements Closeable {
    /** The folder in the data directory. */
    static final String FOLDER = "store";

    private final StorageOptions options;
    private final SpaceId space;
    private final LogStore store;
    private final LogBook book;
    private final StorageCounts counts;
    private final LogWriter writer;

    private OpenStore(StorageOptions options, SpaceId space, LogStore store, StorageCounts counts) throws IOException {
        this.options = options;
        this.space = space;
        this.store = store;
        this.counts = counts;
        this.book = new LogBook(store.storeId());
        store.load(book);
        this.writer = new LogWriter(new LogWriter.Parts(
                store, book, space, options.signer(), options.policy(), options.packs(), options.limits(), counts));
    }

    /**
     * Opens the store in the data directory that {@code lock} keeps, or makes one; founds a space when neither the
     * store nor the options name one.
     *
     * @throws AgentException with one sentence about why it cannot be used
     */
    public static OpenStore open(DataLock lock, StorageOptions options, StorageMeter meter) {
        java.nio.file.Path folder = lock.data().resolve(FOLDER);
        try {
            DiskFiles files = new DiskFiles(folder);
            return open(files, MapDbIndex.in(folder.resolve("index.mapdb")), options, meter);
        } catch (StoreInfo.Unreadable e) {
            throw new AgentException("The store in " + folder + " cannot be opened: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new AgentException(
                    "The store in " + folder + " cannot be opened (" + e
                            + "). Check the disk and the directory's permissions.",
                    e);
        }
    }

    static OpenStore open(StoreFiles files, RunIndex.Home indexes, StorageOptions options, StorageMeter meter)
            throws IOException {
        return open(files, indexes, options, options.segmentBytes(), meter);
    }

    /** With segments of another size than the options allow. */
    static OpenStore open(
            StoreFiles files, RunIndex.Home indexes, StorageOptions options, int segmentBytes, StorageMeter meter)
            throws IOException {
        StoreInfo info = existing(files).orElse(null);
        if (info == null) {
            info = create(files, options);
        }
        SpaceId space = info.space();
        options.space().filter(wanted -> !wanted.equals(space)).ifPresent(wanted -> {
            throw new AgentException("The store holds the space " + space + " and not " + wanted
                    + ". Leave the space out, or use another data directory.");
        });
        StorageCounts counts = new StorageCounts(meter);
        SegmentStore store = SegmentStore.open(files, info, indexes, segmentBytes, counts);
        store.retain(new Retention(options.signer().author(), options.retention(), options.clock()));
        try {
            OpenStore open = new OpenStore(options, space, store, counts);
            open.found(info.genesis());
            return open;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** What the store's file says; or, when that was lost, the headers of its segments. */
    static Optional<StoreInfo> existing(StoreFiles files) throws IOException {
        List<String> names = files.names();
        return names.contains(StoreInfo.FILE)
                ? Optional.of(StoreInfo.decode(files.content(StoreInfo.FILE)))
                : fromSegments(files);
    }

    /** What the header of the first sound segment says. */
    static Optional<StoreInfo> fromSegments(StoreFiles files) throws IOException {
        for (String name : files.names()) {
            OptionalInt number = SegmentHeader.numberOf(name);
            if (number.isPresent()) {
                try (StoreFile file = files.open(name)) {
                    Optional<SegmentHeader> header = SegmentHeader.decode(file.bytes(0, SegmentHeader.SIZE));
                    if (header.isPresent()) {
                        return header.map(StoreInfo::of);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static StoreInfo create(StoreFiles files, StorageOptions options) throws IOException {
        SecureRandom random = new SecureRandom();
        byte[] storeId = new byte[16];
        random.nextBytes(storeId);
        Optional<CheckedRun> genesis = options.space().isPresent()
                ? Optional.empty()
                : Optional.of(GenesisEvent.found(
                        new RunCodec(options.limits()),
                        options.signer(),
                        options.spaceName(),
                        options.clock().millis()));
        SpaceId space = options.space().or(() -> genesis.map(CheckedRun::space)).orElseThrow();
        StoreInfo info = new StoreInfo(
                Bytes.wrap(storeId),
                random.nextInt(),
                space,
                genesis.map(run -> run.run().encoded()));
        files.replace(StoreInfo.FILE, info.encode());
        return info;
    }

    /** The founder's first event; it is in the store's file until it is in the log. */
    private void found(Optional<Bytes> genesis) throws IOException {
        if (genesis.isPresent() && book.head(options.signer().author()).isEmpty()) {
            long now = options.clock().millis();
            writer.append(options.signer().author(), List.of(genesis.get()), now);
            writer.commit(now);
        }
    }

    /** Which logs it holds. */
    public SpaceId space() {
        return space;
    }

    /** How many events are stored. */
    public long events() {
        return book.events();
    }

    /** Does at once what the service does when nobody waits: for a store that no service runs. */
    public void tidyAll() throws IOException {
        boolean more = true;
        while (more) {
            more = store.tidy();
        }
    }

    StorageOptions options() {
        return options;
    }

    LogStore store() {
        return store;
    }

    LogBook book() {
        return book;
    }

    StorageCounts counts() {
        return counts;
    }

    LogWriter writer() {
        return writer;
    }

    StoreReader reader() {
        return new StoreReader(store, book, space, options.limits());
    }

    /** Closes it for good; the next start then needs no scan. Not before the service that runs it has stopped. */
    @Override
    public void close() throws IOException {
        store.close();
    }
}
