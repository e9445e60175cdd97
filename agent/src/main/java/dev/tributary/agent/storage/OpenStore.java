package dev.tributary.agent.storage;

import dev.tributary.agent.SystemWords;
import dev.tributary.agent.identity.FenceCheck;
import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.GenesisEvent;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.LogStatus;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that was opened or made: what {@link StorageService} runs. Opening may read all segments, so it belongs on a
 * thread that may block.
 */
public final class OpenStore implements Closeable {
    /** The folder in the data directory. */
    static final String FOLDER = "store";

    private static final Logger LOG = LoggerFactory.getLogger(OpenStore.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final StorageOptions options;
    private final SpaceId space;
    private final LogStore store;
    private final LogBook book;
    private final StorageCounts counts;
    private final PayloadRules payloadRules;
    private final LogWriter writer;
    private final Optional<FencedLog> fence;

    /** A store that was read, before anything is written to it. */
    private record Loaded(StoreInfo info, LogStore store, LogBook book, StorageCounts counts, PayloadRules payloads) {}

    private OpenStore(StorageOptions options, Loaded loaded, Optional<FencedLog> fence) throws IOException {
        this.options = options;
        this.space = loaded.info().space();
        this.store = loaded.store();
        this.counts = loaded.counts();
        this.book = loaded.book();
        this.payloadRules = loaded.payloads();
        this.fence = fence;
        this.writer = new LogWriter(
                new LogWriter.Parts(
                        store,
                        book,
                        space,
                        options.signer(),
                        options.policy(),
                        options.packs(),
                        options.limits(),
                        counts),
                new EventRules(space, options.limits()),
                fence.<OwnLog>map(own -> own).orElse(OwnLog.FREE),
                options.rules());
    }

    /** As the other, without a fence: for stores that no agent runs on. */
    public static OpenStore open(DataLock lock, StorageOptions options, StorageMeter meter) {
        return open(lock, options, meter, Optional.empty());
    }

    /**
     * Opens the store in the data directory that {@code lock} keeps, or makes one; founds a space when neither the
     * store nor the options name one.
     *
     * @param fence what keeps this agent from signing over its own past
     * @throws AgentException with one sentence about why it cannot be used
     */
    public static OpenStore open(DataLock lock, StorageOptions options, StorageMeter meter, Optional<Fencing> fence) {
        java.nio.file.Path folder = lock.data().resolve(FOLDER);
        java.nio.file.Path index = folder.resolve("index.mapdb");
        try {
            return lock.onlyRead().isEmpty()
                    ? open(new DiskFiles(folder), MapDbIndex.in(index), options, meter, fence)
                    : read(new DiskFiles(folder), MapDbIndex.onlyRead(index), options, meter);
        } catch (IOException e) {
            throw unusable(folder, "opened", e);
        }
    }

    /** The sentence about a store that cannot be {@code used}, such as opened; only a disk that failed is to blame. */
    static AgentException unusable(java.nio.file.Path folder, String used, IOException e) {
        String sentence = "The store in " + folder + " cannot be " + used;
        return e instanceof StoreInfo.Unreadable
                ? new AgentException(sentence + ": " + e.getMessage() + ".", e)
                : new AgentException(
                        sentence + " (" + SystemWords.why(e) + "). Check the disk and the directory's permissions.", e);
    }

    /** Opens a store that exists, without a fence: to add what the agent itself has to say. */
    public static OpenStore openExisting(DataLock lock, StorageOptions options, StorageMeter meter) {
        if (!existsIn(lock.data())) {
            throw new AgentException("there is no store in " + lock.data());
        }
        return open(lock, options, meter);
    }

    /** True when there is a store in the data directory {@code data}. */
    public static boolean existsIn(java.nio.file.Path data) {
        return java.nio.file.Files.exists(data.resolve(FOLDER).resolve(StoreInfo.FILE));
    }

    static OpenStore open(StoreFiles files, RunIndex.Home indexes, StorageOptions options, StorageMeter meter)
            throws IOException {
        return open(files, indexes, options, options.segmentBytes(), meter);
    }

    /** As it lies in {@code files}, whatever they are on: nothing is added, kept less of or put in order. */
    static OpenStore read(StoreFiles files, RunIndex.Home indexes, StorageOptions options, StorageMeter meter)
            throws IOException {
        if (existing(files).isEmpty()) {
            throw new AgentException("There is no store here yet, and none can be made.");
        }
        return open(new ReadOnlyFiles(files), indexes, options.keeping(Keeping.ALL), meter);
    }

    /** With segments of another size than the options allow. */
    static OpenStore open(
            StoreFiles files, RunIndex.Home indexes, StorageOptions options, int segmentBytes, StorageMeter meter)
            throws IOException {
        Supply supply = new Supply(files, indexes, segmentBytes, meter);
        StoreInfo info = existing(files).orElse(null);
        Loaded loaded = supply.load(info == null ? create(files, options, options.space()) : info, options);
        return finish(options, loaded, Optional.empty());
    }

    static OpenStore open(
            StoreFiles files,
            RunIndex.Home indexes,
            StorageOptions options,
            StorageMeter meter,
            Optional<Fencing> fence)
            throws IOException {
        if (fence.isEmpty()) {
            return open(files, indexes, options, meter);
        }
        Supply supply = new Supply(files, indexes, options.segmentBytes(), meter);
        Optional<StoreInfo> existing = existing(files);
        FenceFile.Content content = fence.get().file().read();
        Optional<SpaceId> space = options.space()
                .or(() -> fence.get().space(content, options.signer().author()));
        StoreInfo info = existing.isPresent() ? existing.get() : create(files, options, space);
        boolean lost = existing.isEmpty() && space.isPresent();
        Loaded loaded = supply.load(info, options);
        FenceCheck check = FenceCheck.of(
                content,
                fence.get()
                        .found(
                                loaded.book(),
                                info.space(),
                                info.storeId(),
                                options.signer().author(),
                                lost));
        if (check.setBack() && existing.isPresent()) {
            // Positions that peers and listeners remember may have been given to other events meanwhile.
            loaded.store().close();
            info = info.renamed(randomId());
            HashSidecar.deleteAll(files);
            files.replace(StoreInfo.FILE, info.encode());
            loaded = supply.load(info, options);
        }
        FenceCheck.Store found = fence.get()
                .found(
                        loaded.book(),
                        info.space(),
                        info.storeId(),
                        options.signer().author(),
                        lost);
        FencedLog own;
        try {
            own = FencedLog.take(fence.get().file(), check, found);
        } catch (AgentException e) {
            loaded.store().close();
            throw e;
        }
        OpenStore open = finish(options, loaded, Optional.of(own));
        open.countOpening(own, found.openings());
        return open;
    }

    private record Supply(StoreFiles files, RunIndex.Home indexes, int segmentBytes, StorageMeter meter) {
        Loaded load(StoreInfo info, StorageOptions options) throws IOException {
            SpaceId space = info.space();
            options.space().filter(wanted -> !wanted.equals(space)).ifPresent(wanted -> {
                throw new AgentException("The store holds the space " + space + " and not " + wanted
                        + ". Leave the space out, or use another data directory.");
            });
            StorageCounts counts = new StorageCounts(meter);
            SegmentStore store = SegmentStore.open(files, info, indexes, segmentBytes, counts);
            PayloadRules payloads = new PayloadRules(options.keeping().payloads(), options.clock());
            store.keeps(new Upkeep.Rules(
                    Optional.of(new Retention(options.rules(), options.keeping().holders(), options.clock())),
                    payloads,
                    options.clock()));
            try {
                LogBook book = new LogBook(store.storeId());
                store.load(book);
                return new Loaded(info, store, book, counts, payloads);
            } catch (IOException | RuntimeException e) {
                store.close();
                throw e;
            }
        }
    }

    private static OpenStore finish(StorageOptions options, Loaded loaded, Optional<FencedLog> fence)
            throws IOException {
        try {
            OpenStore open = new OpenStore(options, loaded, fence);
            if (!loaded.store().isReadOnly()) {
                open.found(loaded.info().genesis());
                open.mayLackPayloads();
            }
            return open;
        } catch (IOException | RuntimeException e) {
            loaded.store().close();
            throw e;
        }
    }

    /** The count is durable here before the fence hears of it: a store that counts less than its fence is a copy. */
    private void countOpening(FencedLog own, long before) {
        long now = options.clock().millis();
        try {
            writer.putState(Fencing.OWNER, Fencing.OPENINGS, Optional.of(Fencing.count(before + 1)));
            writer.commit(now);
            own.opened(before + 1);
        } catch (IOException e) {
            LOG.warn("This start could not be counted: {}", e.getMessage());
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

    private static Bytes randomId() {
        byte[] storeId = new byte[16];
        RANDOM.nextBytes(storeId);
        return Bytes.wrap(storeId);
    }

    private static StoreInfo create(StoreFiles files, StorageOptions options, Optional<SpaceId> wanted)
            throws IOException {
        Optional<CheckedRun> genesis = wanted.isPresent()
                ? Optional.empty()
                : Optional.of(GenesisEvent.found(
                        new RunCodec(options.limits()),
                        options.signer(),
                        options.spaceName(),
                        options.clock().millis()));
        SpaceId space = wanted.or(() -> genesis.map(CheckedRun::space)).orElseThrow();
        StoreInfo info = new StoreInfo(
                randomId(),
                RANDOM.nextInt(),
                space,
                genesis.map(run -> run.run().encoded()));
        files.replace(StoreInfo.FILE, info.encode());
        return info;
    }

    /** The founder's first event; it is in the store's file until it is in the log. */
    private void found(Optional<Bytes> genesis) throws IOException {
        if (genesis.isPresent() && book.head(options.signer().author()).isEmpty()) {
            long now = options.clock().millis();
            writer.appendOwn(genesis.get(), now);
            writer.commit(now);
        }
    }

    /** Rules take payloads away only once it is durable that some may be missing. */
    private void mayLackPayloads() {
        boolean known = book.state(Fencing.OWNER).containsKey(DeletedPayloads.LACKING);
        if (options.keeping().payloads().isEmpty() || known) {
            return;
        }
        try {
            writer.putState(Fencing.OWNER, DeletedPayloads.LACKING, Optional.of(DeletedPayloads.SOME));
            writer.commit(options.clock().millis());
        } catch (IOException e) {
            LOG.warn("storage.payloads has no effect before the next start: {}", e.getMessage());
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

    /** What the store says about itself, for its fence. */
    public FenceCheck.Store found(Fencing fencing) {
        return fencing.found(book, space, store.storeId(), options.signer().author(), false);
    }

    /** 16 bytes that name the order of its positions. */
    public Bytes id() {
        return store.storeId();
    }

    /** How often an agent ran on it, 0 when it never counted. */
    public long openings() {
        return Fencing.openings(book);
    }

    /**
     * Signs and stores one event of the agent itself, which may have a reserved type.
     *
     * @throws IOException when it could not be made durable
     */
    public EventRef record(EventDraft draft) throws IOException {
        long now = options.clock().millis();
        AuthorId own = options.signer().author();
        Optional<AuthorHead> head = book.head(own).map(HeadsView.CountedHead::head);
        CheckedRun run = new RunCodec(options.limits()).sign(space, options.signer(), head, now, List.of(draft));
        writer.appendOwn(run.run().encoded(), now);
        writer.commit(now);
        return new EventRef(own, run.run().firstSeq(), run.hash(0));
    }

    LogBook book() {
        return book;
    }

    /** What keeps this agent from signing over its own past; empty when the store was opened without. */
    public Optional<FencedLog> fence() {
        return fence;
    }

    PayloadRules payloadRules() {
        return payloadRules;
    }

    StorageCounts counts() {
        return counts;
    }

    LogWriter writer() {
        return writer;
    }

    /** All logs with something to show, sorted by author. */
    public List<LogStatus> logs() {
        return book.statuses();
    }

    /** Reads it: for one thread. */
    public StoreReader reader() {
        return new StoreReader(store, book, space, options.limits());
    }

    /** Closes it for good; the next start then needs no scan. Not before the service that runs it has stopped. */
    @Override
    public void close() throws IOException {
        store.close();
        if (fence.isPresent()) {
            fence.get().close();
        }
    }
}
