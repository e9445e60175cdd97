package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.SegmentReader.Found;
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

    private static final int PLACES_AT_FIRST = 16;
    private static final int PLACES_AT_ONCE = 256;

    private final StoreFiles files;
    private final StoreInfo info;
    private final RunIndex.Home indexes;
    private final StorageMeter meter;
    private final SegmentLog log;
    private final Map<AuthorId, Long> proofs = new ConcurrentHashMap<>();
    private @Nullable RunIndex index;
    private @Nullable HashDirectory hashes;
    private @Nullable LogBook book;
    private List<StateEntry> valuesAhead = List.of();
    private long position;
    private long positionPlace;
    private boolean failed;
    private volatile LogEnd visible = LogEnd.NONE;
    private volatile long storedBytes;

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

    @Override
    public Bytes storeId() {
        return info.storeId();
    }

    @Override
    public void load(LogBook empty) throws IOException {
        book = empty;
        Optional<IndexSummary> summary = takeSummary();
        if (summary.isEmpty() || !resume(summary.get(), empty)) {
            rebuild(summary.map(IndexSummary::end).orElse(LogEnd.NONE), empty);
        }
        position = empty.position();
        visible = log.end();
        storedBytes = log.bytes();
        hashes = new HashDirectory(files, info.storeId(), log.end(), position, this::hashed);
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
        if (!log.resume(summary.end())) {
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
        summary.state().forEach(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
        return true;
    }

    private void rebuild(LogEnd durable, LogBook empty) throws IOException {
        RunIndex fresh = indexes.fresh();
        index = fresh;
        log.recover(durable, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                replay(place, kind, body, empty, fresh);
            }

            @Override
            public void damage(int segment, long from, long to) {
                meter.damaged(to - from);
                LOG.error(
                        "{} is damaged from {} to {}: what was there is not served. Run 'tributary verify'.",
                        SegmentHeader.fileName(segment),
                        from,
                        to);
            }
        });
    }

    private void replay(long place, RecordKind kind, ByteBuffer body, LogBook empty, RunIndex fresh) {
        if (kind == RecordKind.RUN) {
            valuesAhead.forEach(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
        }
        valuesAhead = kind == RecordKind.VALUES ? ValuesBody.decode(bytes(body)) : List.of();
        switch (kind) {
            case RUN ->
                RunBody.decodePreamble(body).ifPresent(run -> {
                    indexRun(fresh, run, Place.of(Place.segment(place), Place.offset(place), run.count()));
                    empty.addRun(run, RecordFrame.HEAD + body.remaining());
                });
            case FORK -> ForkBody.status(bytes(body)).ifPresent(fork -> takeFork(fork, place, empty));
            case STATE ->
                StateEntry.decode(bytes(body))
                        .ifPresent(entry -> empty.setState(entry.owner(), entry.key(), entry.value()));
            case MEMBERSHIP, VALUES -> {
                // Nothing writes the first yet; the second waits for its run.
            }
        }
    }

    private void indexRun(RunIndex target, StoredRun run, long place) {
        target.put(run.author(), run.lastSeq(), place);
        boolean far = Place.segment(place) != Place.segment(positionPlace)
                || Place.offset(place) - Place.offset(positionPlace) >= POSITION_EVERY;
        if (far) {
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
        storedBytes = log.bytes();
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
        }
    }

    @Override
    public List<StoredRun> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) throws IOException {
        List<StoredRun> runs = new ArrayList<>();
        long next = afterSeq + 1;
        long bytes = 0;
        while (next <= untilSeq) {
            int wanted = runs.isEmpty() ? PLACES_AT_FIRST : PLACES_AT_ONCE;
            long[] places = index().places(author, next, wanted);
            for (long place : places) {
                Optional<StoredRun> run = run(place).filter(StoredRun.of(author, next));
                bytes += run.map(StoredRun::plainSize).orElse(0L);
                if (run.isEmpty() || next > untilSeq || (bytes > maxBytes && !runs.isEmpty())) {
                    return runs;
                }
                runs.add(run.get());
                next = run.get().lastSeq() + 1;
            }
            if (places.length < wanted) {
                return runs;
            }
        }
        return runs;
    }

    private Optional<StoredRun> run(long place) throws IOException {
        Found found = log.read(Place.segment(place), Place.offset(place));
        Optional<StoredRun> run =
                found == null || found.kind() != RecordKind.RUN ? Optional.empty() : RunBody.decode(found.body());
        if (run.isEmpty()) {
            LOG.error("The run in {} is damaged and not served. Run 'tributary verify'.", Place.text(place));
        }
        return run;
    }

    @Override
    public List<StoredRun> arrivals(long afterPosition, int maxEvents) throws IOException {
        LogEnd end = visible;
        if (end.segment() == 0) {
            return List.of();
        }
        long start = index().placeAtOrBefore(afterPosition + 1);
        return start == 0
                ? walk(log.segments().first(), SegmentHeader.SIZE, end, afterPosition, maxEvents)
                : walk(Place.segment(start), Place.offset(start), end, afterPosition, maxEvents);
    }

    private List<StoredRun> walk(int segment, long offset, LogEnd end, long afterPosition, int maxEvents)
            throws IOException {
        List<StoredRun> runs = new ArrayList<>();
        int events = 0;
        LogEnd at = new LogEnd(segment, offset);
        while (events < maxEvents && at.compareTo(end) < 0) {
            Found found = log.read(at.segment(), at.offset());
            if (found == null) {
                at = log.skip(at);
                continue;
            }
            at = new LogEnd(at.segment(), found.next());
            Optional<StoredRun> run = found.kind() == RecordKind.RUN ? RunBody.decode(found.body()) : Optional.empty();
            if (run.isPresent() && run.get().lastPosition() > afterPosition) {
                runs.add(run.get());
                events += run.get().count();
            }
        }
        return runs;
    }

    @Override
    public List<StoredRun> candidates(EventHash hash) throws IOException {
        List<Long> positions = new ArrayList<>();
        // A segment that was only just begun is not looked at: its file of hashes would lack what follows.
        directory().find(hash, List.copyOf(log.segments().headSet(visible.segment(), true)), positions::add);
        List<StoredRun> runs = new ArrayList<>();
        for (long candidate : positions) {
            runs.addAll(arrivals(candidate - 1, 1));
        }
        return runs;
    }

    /** Hashes the runs of a segment anew, for {@link HashDirectory}. */
    private void hashed(int segment, long untilPosition, HashDirectory.Source.Visitor visitor) throws IOException {
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        log.scan(segment, SegmentHeader.SIZE, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                Optional<StoredRun> run = kind == RecordKind.RUN ? RunBody.decode(body) : Optional.empty();
                run.filter(stored -> stored.firstPosition() < untilPosition)
                        .flatMap(stored -> codec.decode(stored.encoded()).run())
                        .ifPresent(decoded -> visitor.run(
                                codec.trust(info.space(), decoded), run.get().firstPosition()));
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
        Found found = place == null ? null : log.read(Place.segment(place), Place.offset(place));
        return found == null || found.kind() != RecordKind.FORK
                ? Optional.empty()
                : Optional.of(ForkBody.proof(bytes(found.body())));
    }

    /** Writes the hash files of sealed segments that have none yet. */
    @Override
    public void tidy() throws IOException {
        directory().writeSealed(visible.segment());
    }

    @Override
    public long bytes() {
        return storedBytes;
    }

    /** Saves the summary where all went well, so that the next start needs no scan, and closes all files. */
    @Override
    public void close() throws IOException {
        RunIndex closing = index;
        LogBook sums = book;
        index = null;
        try {
            if (closing != null && sums != null && !failed) {
                save(closing, sums);
            }
        } catch (IOException | RuntimeException e) {
            // All that was acknowledged is durable: only the next start takes longer.
            LOG.warn("The index could not be saved; the next start reads all segments", e);
        } finally {
            if (closing != null) {
                closing.close();
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
        long checksum = closing.save(stamp(end));
        List<IndexSummary.PlacedFork> placed = placed(sums.forks());
        List<StateEntry> state = new ArrayList<>();
        sums.states()
                .forEach((owner, values) ->
                        values.forEach((key, value) -> state.add(new StateEntry(owner, key, Optional.of(value)))));
        IndexSummary summary = new IndexSummary(
                end, checksum, sums.position(), sums.events(), authors, List.copyOf(sums.logs()), placed, state);
        files.replace(IndexSummary.FILE, summary.encode(info.storeId()));
    }

    private List<IndexSummary.PlacedFork> placed(List<ForkStatus> all) {
        List<IndexSummary.PlacedFork> forks = new ArrayList<>();
        for (ForkStatus fork : all) {
            forks.add(new IndexSummary.PlacedFork(fork, Objects.requireNonNull(proofs.get(fork.author()))));
        }
        return forks;
    }

    private String stamp(LogEnd end) {
        return IndexSummary.VERSION + " " + info.storeId().hex() + " " + end.segment() + ":" + end.offset();
    }

    private RunIndex index() {
        return Objects.requireNonNull(index, "the store is not open");
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
