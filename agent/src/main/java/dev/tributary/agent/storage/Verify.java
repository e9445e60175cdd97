package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.VerifyReport.Problem;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.status.ForkStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Checks a store that no agent uses: every record, hash, link and signature. Changes nothing. */
public final class Verify {
    private static final int PROBLEMS_LISTED = 1_000;

    private final StoreFiles files;
    private final StoreInfo info;
    private final Progress progress;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final EventRules rules;
    private final Map<AuthorId, AuthorHead> heads = new HashMap<>();
    private final Map<AuthorId, ForkStatus> forks = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private long problemCount;
    private long records;
    private long events;
    private long doneBytes;
    private long totalBytes;
    private final VerifiedBegins begins = new VerifiedBegins();
    private final VerifiedPositions positions = new VerifiedPositions();
    private final Map<Integer, String> names = new HashMap<>();

    /** Hears how far the check is. */
    public interface Progress {
        /** {@code done} of {@code total} bytes are checked. */
        void at(long done, long total);
    }

    private Verify(StoreFiles files, StoreInfo info, Progress progress) {
        this.files = files;
        this.info = info;
        this.progress = progress;
        this.rules = new EventRules(info.space(), LogLimits.STANDARD);
    }

    /**
     * True when a store is in a data directory. An agent that ended in its first moments may have left a folder only.
     */
    public static boolean isIn(Path data) {
        Path folder = data.resolve(OpenStore.FOLDER);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.equals(StoreInfo.FILE)
                            || SegmentName.parse(name).isPresent());
        } catch (IOException e) {
            throw unreadable(data, e);
        }
    }

    /** As the other, without a word about a directory that cannot be written. */
    public static VerifyReport check(Path data, Progress progress) {
        return check(data, progress, onlyRead -> {});
    }

    /**
     * Checks the store in a data directory.
     *
     * @param onlyRead hears one sentence when the directory cannot be written and is only read
     * @throws AgentException when there is none, an agent uses it, or it cannot be read
     */
    public static VerifyReport check(Path data, Progress progress, Consumer<String> onlyRead) {
        if (!isIn(data)) {
            throw new AgentException("There is no store in " + data + ". Name the data directory with --data.");
        }
        try (DataLock lock = DataLock.read(data)) {
            lock.onlyRead().ifPresent(onlyRead);
            return check(new DiskFiles(lock.data().resolve(OpenStore.FOLDER)), progress);
        } catch (IOException e) {
            throw unreadable(data, e);
        }
    }

    private static AgentException unreadable(Path data, IOException e) {
        return OpenStore.unusable(data.resolve(OpenStore.FOLDER), "read", e);
    }

    static VerifyReport check(StoreFiles files, Progress progress) throws IOException {
        List<Problem> early = new ArrayList<>();
        StoreInfo info = info(files, early);
        Verify verify = new Verify(files, info, progress);
        early.forEach(verify::report);
        return verify.run();
    }

    /** The store's file, or what the segments tell in its place. */
    private static StoreInfo info(StoreFiles files, List<Problem> problems) throws IOException {
        String reason = "it is missing";
        if (files.names().contains(StoreInfo.FILE)) {
            try {
                return StoreInfo.decode(files.content(StoreInfo.FILE));
            } catch (StoreInfo.Unreadable e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        problems.add(new Problem(StoreInfo.FILE, 0, Optional.empty(), 0, reason));
        return OpenStore.fromSegments(files).orElseThrow(() -> new IOException("no segment says what it belongs to"));
    }

    private VerifyReport run() throws IOException {
        SegmentLog log = SegmentLog.open(files, info, Integer.MAX_VALUE);
        for (SegmentTable.Segment segment : log.table().all()) {
            names.put(segment.name().id(), segment.name().fileName());
            totalBytes += log.size(segment.name());
        }
        LogEnd known = summary().map(IndexSummary::end).orElse(LogEnd.NONE);
        LogEnd end = log.scan(known, new SegmentLog.Visitor() {
            @Override
            public void record(long place, RecordKind kind, ByteBuffer body) {
                check(place, kind, body);
            }

            @Override
            public void damage(int segment, long from, long to) {
                report(new Problem(
                        fileName(segment), from, Optional.empty(), 0, "the bytes up to " + to + " are damaged"));
            }
        });
        begins.unexplained().forEach(this::report);
        checkHeaders(log, end);
        checkHashes(log);
        if (end.compareTo(known) < 0) {
            report(problem(known.segment(), end.offset(), "the file is shorter than the agent left it"));
        }
        log.close();
        return new VerifyReport(
                totalBytes,
                records,
                events,
                heads,
                List.copyOf(forks.values()),
                unacknowledged(log, end),
                problems,
                problemCount);
    }

    private Optional<IndexSummary> summary() throws IOException {
        if (!files.names().contains(IndexSummary.FILE)) {
            return Optional.empty();
        }
        Bytes content = files.content(IndexSummary.FILE);
        if (!IndexSummary.isSound(content)) {
            report(madeAnew(IndexSummary.FILE));
        }
        return IndexSummary.decode(content, info.storeId());
    }

    private void checkHashes(SegmentLog log) throws IOException {
        List<String> there = files.names();
        for (SegmentTable.Segment segment : log.table().all()) {
            int id = segment.name().id();
            String name = HashSidecar.fileName(id);
            if (there.contains(name) && !HashSidecar.isSound(files, info.storeId(), id)) {
                report(madeAnew(name));
            }
        }
    }

    private static Problem madeAnew(String name) {
        return new Problem(
                name, 0, Optional.empty(), 0, "the file is damaged; no event is lost, the agent makes it anew");
    }

    private void checkHeaders(SegmentLog log, LogEnd end) {
        int before = 0;
        for (SegmentTable.Segment segment : log.table().all()) {
            SegmentName name = segment.name();
            if (segment.base() < 0 && (before < end.segment() || name.isMerged())) {
                report(problem(name.id(), 0, "the header is damaged; the events behind it are read all the same"));
            }
            if (before > 0 && name.from() != before + 1) {
                report(problem(before + 1, 0, "the file is missing"));
            }
            before = name.to();
        }
    }

    private static long unacknowledged(SegmentLog log, LogEnd end) throws IOException {
        long bytes = 0;
        boolean behind = end.segment() == 0;
        for (SegmentTable.Segment segment : log.table().all()) {
            boolean last = segment.name().id() == end.segment();
            bytes += behind ? log.size(segment.name()) : last ? log.size(segment.name()) - end.offset() : 0;
            behind |= last;
        }
        return bytes;
    }

    private void check(long place, RecordKind kind, ByteBuffer body) {
        records++;
        switch (kind) {
            case RUN, MERGED ->
                RunBody.decode(kind, body)
                        .ifPresentOrElse(
                                run -> checkRun(place, run),
                                () -> report(problem(place, "the record of a run makes no sense")));
            case FORK -> checkFork(place, body);
            case STATE -> {
                if (StateEntry.decode(SegmentStore.bytes(body)).isEmpty()) {
                    report(problem(place, "the record of a value makes no sense"));
                }
            }
            case VALUES -> {
                if (ValuesBody.decode(SegmentStore.bytes(body)).isEmpty()) {
                    report(problem(place, "the record of values makes no sense"));
                }
            }
            case BLOCK -> checkBlock(place, body);
            case PRUNED ->
                PrunedBody.decode(body)
                        .ifPresentOrElse(
                                begins::explain,
                                () -> report(problem(place, "the record of where a log begins makes no sense")));
            case MEMBERSHIP -> {
                // Reserved: nothing writes it yet.
            }
        }
        long at = doneBytes + RecordFrame.HEAD + body.remaining();
        if (at >> 22 != doneBytes >> 22) {
            progress.at(at, totalBytes);
        }
        doneBytes = at;
    }

    private void checkRun(long place, StoredRun stored) {
        RunCodec.Decoded decoded = codec.decode(stored.encoded());
        Verdict verdict = decoded.run().isPresent()
                ? rules.check(decoded.run().get(), new HeadsOnly(heads))
                : decoded.verdict().orElseThrow();
        if (decoded.run().isPresent() && verdict instanceof Verdict.Gap gap) {
            Problem missing =
                    problem(place, stored, "the events from seq " + gap.expectedSeq() + " on are missing before it");
            begins.put(stored, missing);
            take(place, stored, codec.trust(info.space(), decoded.run().get()));
        } else if (verdict instanceof Verdict.Accepted accepted) {
            take(place, stored, accepted.run());
        } else {
            report(problem(place, stored, "the run is not valid: " + verdict.word()));
        }
    }

    private void take(long place, StoredRun stored, CheckedRun checked) {
        Run run = checked.run();
        events += run.count();
        heads.put(run.author(), checked.head());
        boolean same = run.author().equals(stored.author())
                && run.firstSeq() == stored.firstSeq()
                && run.count() == stored.count()
                && checked.head().hash().equals(stored.lastHash())
                && run.timestamp(run.count() - 1) == stored.lastTimestamp();
        if (!same) {
            report(problem(place, stored, "the preamble does not fit the run, or the run overlaps the one before"));
        }
        positions.take(place, stored).ifPresent(what -> report(problem(place, stored, what)));
    }

    private void checkBlock(long place, ByteBuffer body) {
        Optional<BlockBody> block = BlockBody.decode(body);
        if (block.isEmpty()) {
            report(problem(place, "the record of a block makes no sense"));
        } else if (!positions.begin(place, block.get())) {
            report(problem(place, "its positions were given out before"));
        }
    }

    private void checkFork(long place, ByteBuffer body) {
        Bytes bytes = SegmentStore.bytes(body);
        Optional<ForkStatus> proven = ForkBody.status(bytes)
                .filter(status -> ForkProof.verify(ForkBody.proof(bytes), LogLimits.STANDARD)
                        .filter(proof -> proof.author().equals(status.author()) && proof.seq() == status.seq())
                        .isPresent());
        if (proven.isPresent()) {
            forks.merge(proven.get().author(), proven.get(), (one, other) -> one.seq() <= other.seq() ? one : other);
        } else {
            report(problem(place, "the fork proof proves nothing"));
        }
    }

    private void report(Problem problem) {
        problemCount++;
        if (problems.size() < PROBLEMS_LISTED) {
            problems.add(problem);
        }
    }

    private String fileName(int segment) {
        return names.getOrDefault(segment, SegmentHeader.fileName(Math.min(segment, SegmentName.MERGED)));
    }

    private Problem problem(int segment, long offset, String what) {
        return new Problem(fileName(segment), offset, Optional.empty(), 0, what);
    }

    private Problem problem(long place, String what) {
        return problem(Place.segment(place), Place.offset(place), what);
    }

    private Problem problem(long place, StoredRun run, String what) {
        return new Problem(
                fileName(Place.segment(place)), Place.offset(place), Optional.of(run.author()), run.firstSeq(), what);
    }
}
