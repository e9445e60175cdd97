package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.ForkStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on disk: the segment log is the truth, the index and the hash files follow from it.
 *
 * <p>Opening: where a clean shutdown left {@link IndexSummary#FILE}, and it fits the end of the log, the index is
 * opened as it is; in any doubt it is thrown away and made anew by reading all segments. The file is deleted before the
 * first write.
 */
final class SegmentStore implements LogStore {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentStore.class);

    /** One entry of the position index per this many bytes of a segment. */
    private static final long POSITION_EVERY = 128 * 1024;

    private final StoreFiles files;
    private final StoreInfo info;
    private final RunIndex.Home indexes;
    private final StorageMeter meter;
    private final SegmentLog log;
    private final Map<AuthorId, Long> proofs = new ConcurrentHashMap<>();
    private @Nullable RunIndex index;
    private @Nullable HashDirectory hashes;
    private @Nullable SegmentReads reads;
    private @Nullable Upkeep upkeep;
    private @Nullable LogBook book;
    private List<StateEntry> valuesAhead = List.of();
    private final Map<Integer, SegmentTally> tallies = Consolidator.tallies();
    private final Damage damage = new Damage();
    private final RepairShelf shelf = new RepairShelf(damage);
    private Upkeep.Rules rules = Upkeep.Rules.none();
    private long position;
    private long positionPlace;
    private boolean failed;
    private volatile LogEnd visible = LogEnd.NONE;

    private SegmentStore(StoreFiles files, StoreInfo info, RunIndex.Home indexes, StorageMeter meter, SegmentLog log) {
        this.files = files;
        this.info = info;
        this.indexes = indexes;
        this.meter = meter;
        this.log = log;
    }

    /** Opens the store that {@code info} describes; {@link #load} must follow. */
    static SegmentStore open(
            StoreFiles files, StoreInfo info, RunIndex.Home indexes, long segmentBytes, StorageMeter meter)
            throws IOException {
        return new SegmentStore(files, info, indexes, meter, SegmentLog.open(files, info, segmentBytes));
    }

    /** Says what is kept; to be called before {@link #load}. */
    void keeps(Upkeep.Rules what) {
        rules = what;
    }

    @Override
    public Bytes storeId() {
        return info.storeId();
    }

    @Override
    public void load(LogBook empty) throws IOException {
        book = empty;
        log.removeReplaced();
        Optional<IndexSummary> summary = takeSummary();
        boolean gaps = !log.table().gaps().isEmpty();
        if (summary.isEmpty() || gaps || !resume(summary.get(), empty)) {
            rebuild(summary.map(IndexSummary::end).orElse(LogEnd.NONE), empty);
            if (empty.lacks() || gaps || !damage.isNone()) {
                // Heads and positions that were given stay given, though their events are to be fetched again.
                summary.ifPresent(saved -> reached(saved, empty));
                damage.survey();
            }
        }
        position = empty.position();
        visible = log.end();
        reads = new SegmentReads(log, index(), empty, damage);
        HashDirectory byHash = new HashDirectory(files, info.storeId(), log.end(), position, this::hashed);
        hashes = byHash;
        Consolidator.Parts parts = new Consolidator.Parts(
                files, info, log, index(), empty, reads(), byHash, proofs, log.segmentBytes(), meter);
        Upkeep work = new Upkeep(parts, tallies, damage, shelf, rules);
        work.resume();
        upkeep = work;
    }

    private static void reached(IndexSummary saved, LogBook empty) {
        empty.reached(saved.logs(), saved.position());
        saved.state().forEach(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
    }

    /** Reads the marker of a clean shutdown and removes it: from now on there may be writes. */
    private Optional<IndexSummary> takeSummary() throws IOException {
        if (!files.names().contains(IndexSummary.FILE)) {
            return Optional.empty();
        }
        Optional<IndexSummary> summary = IndexSummary.decode(files.content(IndexSummary.FILE), info.storeId());
        files.delete(IndexSummary.FILE);
        files.forceDirectory();
        return summary;
    }

    // Whatever is wrong with the index, MapDB throws any kind of exception: all of them mean "make it anew".
    @SuppressWarnings("CatchAndPrintStackTrace")
    private boolean resume(IndexSummary summary, LogBook empty) throws IOException {
        if (!indexes.isKept() || !log.resume(summary.end())) {
            return false;
        }
        try {
            index = indexes.reopen(summary.authors(), stamp(summary.end()), summary.index());
        } catch (RuntimeException | Error e) {
            LOG.warn("The index cannot be used and is made anew: {}", e.toString());
            return false;
        }
        // The next entry comes where a rebuild would put it, too.
        positionPlace = index().placeAtOrBefore(summary.position());
        summary.logs().forEach(empty::restore);
        empty.restoreTotals(summary.position(), summary.events());
        for (IndexSummary.PlacedFork fork : summary.forks()) {
            empty.addFork(fork.status());
            proofs.put(fork.status().author(), fork.place());
        }
        tallies.putAll(summary.tallies());
        summary.state().forEach(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
        return true;
    }

    private void rebuild(LogEnd durable, LogBook empty) throws IOException {
        try (RunIndex.Filling fresh = indexes.fresh()) {
            FullReading.Records records = (place, kind, body) -> replay(place, kind, body, empty, fresh);
            log.recover(durable, new FullReading(log.sizes(), damage, meter, System::nanoTime, records));
            index = fresh.done();
        }
        // What a log held before it was begun further on may still be on the disk.
        empty.logs().stream()
                .filter(log -> log.firstSeq() > 1)
                .forEach(log -> giveUp(log.head().author(), log.firstSeq() - 1));
    }

    private void replay(long place, RecordKind kind, ByteBuffer body, LogBook empty, RunIndex.Filling fresh) {
        if (kind == RecordKind.RUN) {
            valuesAhead.forEach(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
        }
        valuesAhead = kind == RecordKind.VALUES ? ValuesBody.decode(bytes(body)) : List.of();
        switch (kind) {
            case RUN, MERGED ->
                RunBody.decodePreamble(kind, body).ifPresent(run -> {
                    indexRun(fresh, run, Place.of(Place.segment(place), Place.offset(place), run.count()));
                    empty.addRun(run, RecordFrame.HEAD + body.remaining());
                });
            case BLOCK -> BlockBody.decode(body).ifPresent(block -> fresh.putPosition(block.first(), place));
            case PRUNED -> PrunedBody.decode(body).ifPresent(empty::addPruned);
            case FORK -> ForkBody.status(bytes(body)).ifPresent(fork -> takeFork(fork, place, empty));
            case STATE ->
                StateEntry.decode(bytes(body))
                        .ifPresent(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
            case MEMBERSHIP, VALUES -> {
                // Nothing writes the first yet; the second waits for its run.
            }
        }
    }

    private void indexRun(IndexedRuns target, StoredRun run, long place) {
        target.put(run.author(), run.lastSeq(), place);
        tallies.merge(Place.segment(place), SegmentTally.of(run), SegmentTally::and);
        boolean far = Place.segment(place) != Place.segment(positionPlace)
                || Place.offset(place) - Place.offset(positionPlace) >= POSITION_EVERY;
        // In merged segments the blocks have positions, runs have not.
        if (far && Place.segment(place) < SegmentName.MERGED) {
            target.putPosition(run.firstPosition(), place);
            positionPlace = place;
        }
    }

    private void takeFork(ForkStatus fork, long place, LogBook target) {
        if (target.addFork(fork)) {
            proofs.put(fork.author(), place);
        }
    }

    @Override
    public void commit(List<StoreRecord> records) throws IOException {
        if (failed) {
            throw new IOException("an earlier write failed");
        }
        failed = true;
        long[] places = new long[records.size()];
        long next;
        try {
            next = write(records, places);
        } catch (DiskFullException e) {
            log.takeBack();
            failed = false;
            throw e;
        }
        long start = System.nanoTime();
        log.force();
        meter.forced(System.nanoTime() - start);
        for (int i = 0; i < places.length; i++) {
            show(records.get(i), places[i]);
        }
        position = next - 1;
        visible = log.end();
        failed = false;
    }

    /** Writes without forcing; returns the position behind the last event. */
    private long write(List<StoreRecord> records, long[] places) throws IOException {
        long next = position + 1;
        log.beginCommit(next);
        for (int i = 0; i < places.length; i++) {
            if (records.get(i) instanceof StoreRecord.NewValues values
                    && records.get(i + 1) instanceof StoreRecord.NewRun run) {
                // Both in one segment: the end of the log then shows whether the run was torn off.
                int both = ValuesBody.encode(values.values()).size() + RunBody.size(run.stored());
                log.reserve(next, both + 2 * RecordFrame.HEAD);
            }
            places[i] = append(records.get(i), next);
            next += records.get(i) instanceof StoreRecord.NewRun run ? run.run().count() : 0;
        }
        log.write();
        return next;
    }

    @Override
    public long freeBytes() {
        return files.freeBytes();
    }

    private long append(StoreRecord record, long next) throws IOException {
        if (record instanceof StoreRecord.NewRun added) {
            StoredRun run = added.stored();
            return log.append(RecordKind.RUN, next, run.count(), RunBody.size(run), buffer -> RunBody.put(buffer, run));
        }
        if (record instanceof StoreRecord.NewFork fork) {
            return append(RecordKind.FORK, next, ForkBody.encode(fork));
        }
        if (record instanceof StoreRecord.NewBegin begin) {
            PrunedBody body = begin.body();
            return log.append(RecordKind.PRUNED, next, 0, body.size(), body::put);
        }
        return record instanceof StoreRecord.NewValues set
                ? append(RecordKind.VALUES, next, ValuesBody.encode(set.values()))
                : append(
                        RecordKind.STATE,
                        next,
                        ((StoreRecord.NewState) record).entry().encode());
    }

    private long append(RecordKind kind, long next, Bytes body) throws IOException {
        return log.append(kind, next, 0, body.size(), buffer -> buffer.put(body.asBuffer()));
    }

    private void show(StoreRecord record, long place) {
        if (record instanceof StoreRecord.NewRun added) {
            indexRun(index(), added.stored(), place);
            directory().add(Place.segment(place), added.run(), added.firstPosition());
        } else if (record instanceof StoreRecord.NewFork fork) {
            proofs.put(fork.proof().author(), place);
        } else if (record instanceof StoreRecord.NewBegin begin) {
            giveUp(begin.author(), begin.firstSeq() - 1);
        }
    }

    private void giveUp(AuthorId author, long untilSeq) {
        SegmentTally.giveUp(tallies, index(), author, untilSeq);
    }

    @Override
    public List<StoredRun> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) throws IOException {
        return reads().runs(author, afterSeq, untilSeq, maxBytes);
    }

    @Override
    public List<Arrived> arrivals(long afterPosition, int maxEvents) throws IOException {
        return reads().arrivals(afterPosition, maxEvents, visible);
    }

    @Override
    public List<StoredRun> candidates(EventHash hash) throws IOException {
        return reads().reading(() -> {
            List<Long> positions = new ArrayList<>();
            // A segment that was only just begun is not looked at: its file of hashes would lack what follows.
            directory().find(hash, log.table().idsUntil(visible.segment()), positions::add);
            List<StoredRun> runs = new ArrayList<>();
            for (long candidate : positions) {
                arrivals(candidate - 1, 1).forEach(arrived -> runs.add(arrived.run()));
            }
            return runs;
        });
    }

    /** Hashes the runs of a segment anew, for {@link HashDirectory}. */
    private void hashed(int segment, long untilPosition, HashDirectory.Source.Visitor visitor) throws IOException {
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        log.scan(segment, SegmentHeader.SIZE, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                RunBody.decode(kind, body)
                        .filter(stored -> stored.firstPosition() < untilPosition)
                        .ifPresent(stored -> codec.decode(stored.encoded())
                                .run()
                                .ifPresent(run -> visitor.run(codec.trust(info.space(), run), stored)));
            }

            @Override
            public void damage(int damaged, long from, long to) {
                // Reported when it is read for its own sake; what is damaged has no hash to be found by.
            }
        });
    }

    @Override
    public Optional<Bytes> forkProof(AuthorId author) throws IOException {
        Long place = proofs.get(author);
        return place == null ? Optional.empty() : reads().reading(() -> reads().proof(place));
    }

    @Override
    public boolean tidy() throws IOException {
        return upkeep().step(visible);
    }

    /** Reads everything again and mends what can be mended without peers: for a store that no agent runs on. */
    Upkeep.Mended mend(Verify.Progress progress) throws IOException {
        upkeep().readAll(visible, progress);
        keepMark();
        Upkeep.Mended mended = upkeep().mend(visible);
        keepMark();
        return mended;
    }

    /** A commit leaves the newest segment where that is damaged. */
    private void keepMark() throws IOException {
        Optional<Bytes> mark = takeMark();
        if (mark.isPresent()) {
            List<StoreRecord> records = List.of(new StoreRecord.NewState(Fencing.OWNER, Scrub.KEY, mark));
            commit(records);
            records.forEach(Objects.requireNonNull(book)::take);
        }
    }

    @Override
    public Optional<Bytes> takeMark() {
        return upkeep().takeMark(visible);
    }

    @Override
    public Optional<RepairShelf> repairs() {
        return Optional.of(shelf);
    }

    @Override
    public ScrubCounters scrubbed() {
        return upkeep().counters();
    }

    @Override
    public PayloadCounters payloads() {
        return upkeep().payloads();
    }

    @Override
    public boolean isReadOnly() {
        return files.isReadOnly();
    }

    @Override
    public long bytes() {
        return log.sealedBytes() + visible.offset();
    }

    /** Saves the summary where all went well, so that the next start needs no scan, and closes all files. */
    @Override
    public void close() throws IOException {
        RunIndex closing = index;
        LogBook sums = book;
        index = null;
        try {
            boolean doubt = upkeep != null && upkeep.inDoubt();
            if (closing != null && sums != null && !failed && !doubt && !isReadOnly()) {
                save(closing, sums);
            }
        } catch (IOException | RuntimeException e) {
            // All that was acknowledged is durable: only the next start takes longer.
            LOG.warn("The index could not be saved; the next start reads all segments", e);
        } finally {
            if (closing != null) {
                closing.close();
            }
            if (upkeep != null) {
                upkeep.close();
            }
            if (hashes != null) {
                hashes.close();
            }
            log.close();
        }
    }

    private void save(RunIndex closing, LogBook sums) throws IOException {
        LogEnd end = log.seal();
        List<AuthorId> authors = closing.authors();
        long saved = closing.save(stamp(end));
        // An index that leads into damage is not to be believed: the next start finds the holes by making it anew.
        long checksum = damage.isNone() ? saved : ~saved;
        List<IndexSummary.PlacedFork> placed = placed(sums.forks());
        List<StateEntry> state = new ArrayList<>();
        sums.states()
                .forEach((owner, values) ->
                        values.forEach((key, value) -> state.add(new StateEntry(owner, key, Optional.of(value)))));
        IndexSummary summary = new IndexSummary(
                end,
                checksum,
                sums.position(),
                sums.events(),
                authors,
                List.copyOf(sums.logs()),
                placed,
                state,
                tallies);
        files.replace(IndexSummary.FILE, summary.encode(info.storeId()));
    }

    private List<IndexSummary.PlacedFork> placed(List<ForkStatus> all) {
        List<IndexSummary.PlacedFork> forks = new ArrayList<>();
        for (ForkStatus fork : all) {
            // A proof that was damaged is sent again by peers.
            Optional.ofNullable(proofs.get(fork.author()))
                    .ifPresent(place -> forks.add(new IndexSummary.PlacedFork(fork, place)));
        }
        return forks;
    }

    private String stamp(LogEnd end) {
        return IndexSummary.VERSION + " " + info.storeId().hex() + " " + end.segment() + ":" + end.offset();
    }

    private RunIndex index() {
        return Objects.requireNonNull(index, "the store is not open");
    }

    private SegmentReads reads() {
        return Objects.requireNonNull(reads, "the store is not open");
    }

    private Upkeep upkeep() {
        return Objects.requireNonNull(upkeep, "the store is not open");
    }

    private HashDirectory directory() {
        return Objects.requireNonNull(hashes, "the store is not open");
    }

    /** A copy of a record's body. */
    static Bytes bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(body.position(), bytes);
        return Bytes.wrap(bytes);
    }
}
