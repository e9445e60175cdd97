package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.LogBook.Rewritten;
import dev.tributary.agent.storage.SegmentReader.Found;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes one merged segment in place of several sealed ones, a piece at a time: small runs become full ones, what was
 * given up is left out. Nothing is changed that anybody reads; {@link Consolidator} puts the file in place. One thread
 * uses it.
 */
final class Consolidation implements Closeable {
    private static final int STEP_BYTES = 1024 * 1024;
    private static final int FORCED_AT_ONCE = 8 * STEP_BYTES;

    private final StoreFiles files;
    private final StoreInfo info;
    private final Group group;
    private final Rules rules;
    private final SegmentReader reader;
    private final StoreFile file;
    private final SegmentWriter writer;
    private final BlockBuilder block;
    private final Map<String, StateEntry> states = new LinkedHashMap<>();
    private final Map<AuthorId, Long> firstSeqs = new HashMap<>();
    private final Result result = new Result();
    private final Deque<StoredRun> returning = new ArrayDeque<>();
    private final Map<AuthorId, Long> returned = new HashMap<>();
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private @Nullable Repair repair;
    private List<StateEntry> valuesAhead = List.of();
    private int source;
    private long offset = SegmentHeader.SIZE;
    private long forced;

    /**
     * What is rewritten.
     *
     * @param sources next to each other, oldest first
     * @param target what is put in their place
     * @param base the position of the first event that the oldest may hold
     */
    record Group(List<SegmentName> sources, SegmentName target, long base) {
        Group {
            sources = List.copyOf(sources);
        }
    }

    /** What is kept. */
    interface Rules {
        /** The first seq of an author that is here now. */
        long firstSeq(AuthorId author);

        /** True when an author's log was begun at the first seq that is here. */
        boolean started(AuthorId author);

        /** The first seq of an author that has to stay. */
        long firstKept(AuthorId author);

        /** False when the author's runs have to stay as they are. */
        boolean joins(AuthorId author);

        /** What is kept of a run: itself, or without some payloads. */
        Run kept(Run run);

        /** True when the proof at a place is the one that counts. */
        boolean keepsProof(AuthorId author, long place);
    }

    /**
     * What is put back on the way.
     *
     * @param group in which segments
     * @param runs in the order of their positions
     * @param damaged pieces of the sources that are left out: segment id, from, to
     * @param values all values as they are, since some of those in the sources may be lost
     */
    record Repair(
            Group group,
            List<StoredRun> runs,
            Map<Integer, NavigableMap<Long, Long>> damaged,
            Map<String, Map<String, Bytes>> values) {
        Repair {
            runs = List.copyOf(runs);
            damaged = Map.copyOf(damaged);
        }
    }

    /** A record of the sources cannot be read: they stay as they are. */
    static final class DamagedSource extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedSource(String message) {
            super(message);
        }
    }

    /** A run in its new place. */
    record Moved(AuthorId author, long firstSeq, long lastSeq, long place) {}

    /** What has to be known to read the new segment in place of the old ones. */
    static final class Result {
        final List<Moved> moved = new ArrayList<>();
        final TreeMap<Long, Long> positions = new TreeMap<>();
        final Map<AuthorId, Long> proofs = new HashMap<>();
        final Map<AuthorId, Rewritten> changes = new HashMap<>();
        final HashEntries hashes = new HashEntries();
        final List<StoredRun> returned = new ArrayList<>();
        SegmentTally tally = SegmentTally.NONE;
        long bytes;

        void change(AuthorId author, Rewritten change) {
            changes.merge(author, change, Rewritten::and);
        }
    }

    Consolidation(StoreFiles files, StoreInfo info, Group group, SegmentTable table, Rules rules) throws IOException {
        this.files = files;
        this.info = info;
        this.group = group;
        this.rules = rules;
        this.reader = new SegmentReader(files, info.salt(), table);
        this.block = new BlockBuilder(info.space(), rules::kept);
        files.delete(unfinished());
        this.file = files.create(unfinished());
        SegmentHeader header = new SegmentHeader(
                info.storeId(), info.space(), info.salt(), group.target().id(), group.base());
        file.write(0, header.encode().asBuffer());
        ByteBuffer buffer = ByteBuffer.allocate(STEP_BYTES);
        this.writer = new SegmentWriter(file, info.salt(), SegmentHeader.SIZE, () -> buffer, 0);
        writer.beginCommit();
    }

    /** Also puts runs back; to be called before the first step. */
    void repairs(Repair with) {
        repair = with;
        returning.addAll(with.runs());
    }

    Optional<Repair> repair() {
        return Optional.ofNullable(repair);
    }

    /** The name of the file while it is written. */
    String unfinished() {
        return group.target().fileName() + SegmentName.UNFINISHED;
    }

    Group group() {
        return group;
    }

    Result result() {
        return result;
    }

    /** Goes on a little; true when the file is complete, forced and closed. */
    boolean step() throws IOException {
        long read = 0;
        while (read < STEP_BYTES && source < group.sources().size()) {
            long before = offset;
            read += next() ? offset - before : 0;
        }
        if (source < group.sources().size()) {
            if (writer.end() - forced >= FORCED_AT_ONCE) {
                writer.force();
                forced = writer.end();
            }
            return false;
        }
        finish();
        return true;
    }

    /** Takes the next record; false at the end of a source. */
    private boolean next() throws IOException {
        int segment = group.sources().get(source).id();
        Repair with = repair;
        Long behind = with == null
                ? null
                : with.damaged().getOrDefault(segment, new TreeMap<>()).get(offset);
        if (behind != null) {
            offset = behind;
            return true;
        }
        Found found = reader.read(segment, offset);
        if (found == null) {
            try (StoreFile whole = files.open(group.sources().get(source).fileName())) {
                if (offset < whole.size()) {
                    throw new DamagedSource(group.sources().get(source).fileName() + " is damaged at " + offset);
                }
            }
            source++;
            offset = SegmentHeader.SIZE;
            return false;
        }
        take(Place.of(segment, offset, 0), found);
        offset = found.next();
        return true;
    }

    private void take(long place, Found found) throws IOException {
        if (found.kind() == RecordKind.RUN) {
            valuesAhead.forEach(this::put);
        }
        valuesAhead =
                found.kind() == RecordKind.VALUES ? ValuesBody.decode(SegmentStore.bytes(found.body())) : List.of();
        switch (found.kind()) {
            case RUN, MERGED -> {
                StoredRun run = RunBody.decode(found.kind(), found.body())
                        .orElseThrow(() -> new DamagedSource("a run makes no sense in " + Place.text(place)));
                putBack(run.firstPosition());
                take(run, RecordFrame.HEAD + found.body().remaining());
            }
            case BLOCK -> {
                Optional<BlockBody> next = BlockBody.decode(found.body());
                if (next.isPresent()
                        && block.isFull(
                                next.get().first(),
                                next.get().last(),
                                next.get().bytes())) {
                    writeBlock();
                }
            }
            case FORK -> takeProof(place, found);
            case STATE -> StateEntry.decode(SegmentStore.bytes(found.body())).ifPresent(this::put);
            case VALUES -> {
                // They hold once the run right behind them does.
            }
            case PRUNED ->
                PrunedBody.decode(found.body())
                        .filter(pruned -> pruned.firstSeq() == rules.firstSeq(pruned.author()))
                        .ifPresent(pruned -> firstSeqs.putIfAbsent(pruned.author(), pruned.firstSeq()));
            case MEMBERSHIP -> append(place, found);
        }
    }

    private void take(StoredRun there, long size) throws IOException {
        AuthorId author = there.author();
        long until = returned.getOrDefault(author, 0L);
        if (until >= there.lastSeq()) {
            // A run that came back holds all of it.
            result.change(author, new Rewritten(0, -size, 0));
            return;
        }
        StoredRun run = until < there.firstSeq() ? there : RunRest.of(there, until + 1, codec, info.space());
        long first = firstSeqs.getOrDefault(author, rules.firstSeq(author));
        if (run.lastSeq() < rules.firstSeq(author)) {
            // Given up when the log was begun further on; its record says so already.
            result.change(author, new Rewritten(0, -size, run.count()));
            return;
        }
        // Only from the oldest end: whatever comes after a run that stays, stays too.
        if (run.firstSeq() == first && run.lastSeq() < rules.firstKept(author)) {
            firstSeqs.put(author, run.lastSeq() + 1);
            result.change(author, new Rewritten(run.lastSeq() + 1, -size, run.count()));
            return;
        }
        boolean alone = group.sources().get(source).isMerged();
        if (!alone && block.isFull(run)) {
            writeBlock();
        }
        block.add(run, rules.joins(author));
        result.change(author, new Rewritten(0, -size, 0));
    }

    /** Takes the runs that come back in front of {@code position}, but for what no block has room for. */
    private void putBack(long position) throws IOException {
        while (!returning.isEmpty() && returning.element().firstPosition() < position) {
            StoredRun run = returning.remove();
            if (block.isFull(run)) {
                writeBlock();
            }
            if (!block.isCrowded(run)) {
                block.add(run, rules.joins(run.author()));
                result.returned.add(run);
                returned.put(run.author(), run.lastSeq());
            }
        }
    }

    private void put(StateEntry entry) {
        String name = entry.owner() + "\0" + entry.key();
        states.remove(name);
        states.put(name, entry);
    }

    private void takeProof(long place, Found found) throws IOException {
        AuthorId author = ForkBody.status(SegmentStore.bytes(found.body()))
                .orElseThrow(() -> new DamagedSource("a proof makes no sense in " + Place.text(place)))
                .author();
        if (rules.keepsProof(author, place)) {
            result.proofs.put(author, append(place, found));
        }
    }

    private long append(long place, Found found) throws IOException {
        ByteBuffer body = found.body();
        long at = writer.append(found.kind(), body.remaining(), target -> target.put(body.duplicate()));
        return Place.of(group.target().id(), at, Place.count(place));
    }

    private void writeBlock() throws IOException {
        long first = block.first();
        long last = block.last();
        List<BlockBuilder.Joined> runs = block.finish();
        int bytes = 0;
        for (BlockBuilder.Joined joined : runs) {
            bytes += RecordFrame.HEAD + MergedBody.size(joined.run());
        }
        BlockBody head = new BlockBody(first, last, bytes);
        long at = writer.append(RecordKind.BLOCK, BlockBody.SIZE, head::put);
        result.positions.put(first, Place.of(group.target().id(), at, 0));
        for (BlockBuilder.Joined joined : runs) {
            StoredRun run = joined.run();
            int size = MergedBody.size(run);
            long offsetOfRun = writer.append(MergedBody.kind(run), size, target -> MergedBody.put(target, run));
            long place = Place.of(group.target().id(), offsetOfRun, run.count());
            result.moved.add(new Moved(run.author(), run.firstSeq(), run.lastSeq(), place));
            result.change(run.author(), new Rewritten(0, (long) RecordFrame.HEAD + size, 0));
            result.hashes.add(joined.hashed(), run);
            result.tally = result.tally.and(SegmentTally.of(run));
        }
    }

    private void finish() throws IOException {
        putBack(Long.MAX_VALUE);
        if (repair != null) {
            repair.values()
                    .forEach((owner, values) ->
                            values.forEach((key, value) -> put(new StateEntry(owner, key, Optional.of(value)))));
        }
        if (!block.isEmpty()) {
            writeBlock();
        }
        for (Map.Entry<AuthorId, Long> first : firstSeqs.entrySet()) {
            AuthorId author = first.getKey();
            boolean started = first.getValue() == rules.firstSeq(author) && rules.started(author);
            PrunedBody pruned = new PrunedBody(author, first.getValue(), started);
            writer.append(RecordKind.PRUNED, pruned.size(), pruned::put);
        }
        for (StateEntry entry : states.values()) {
            ByteBuffer body = entry.encode().asBuffer();
            writer.append(RecordKind.STATE, body.remaining(), target -> target.put(body.duplicate()));
        }
        writer.seal();
        result.bytes = writer.end();
        close();
        HashSidecar.write(files, info.storeId(), group.target().id(), result.hashes);
    }

    /** Closes all files; what was written so far may be deleted. May be called twice. */
    @Override
    public void close() throws IOException {
        reader.close();
        file.close();
    }
}
