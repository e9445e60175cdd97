package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.ForkStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store in memory, for fleets in one thread. A crash is: drop the {@link LogWriter}, call {@link #load} with a new
 * book, and go on with a new writer; what was not committed is gone. {@link #failNextCommit} cuts the power inside a
 * commit.
 */
public final class MemoryLogStore implements LogStore {
    private final Bytes storeId;
    private final List<StoreRecord> records = new ArrayList<>();
    private final Map<AuthorId, TreeMap<Long, StoredRun>> byAuthor = new HashMap<>();
    private final TreeMap<Long, StoredRun> byPosition = new TreeMap<>();
    private final Map<EventHash, StoredRun> byHash = new HashMap<>();
    private LogBook loaded = new LogBook(Bytes.EMPTY);
    private long bytes;
    private int failingAfter = -1;

    /** An empty store with this name of 16 bytes. */
    public MemoryLogStore(Bytes storeId) {
        this.storeId = storeId;
    }

    /** A copy of all that is durable, under another name, as a restored backup has. */
    public MemoryLogStore copy(Bytes name) {
        MemoryLogStore copy = new MemoryLogStore(name);
        records.forEach(copy::keep);
        return copy;
    }

    /** The next commit fails after {@code kept} of its records became durable, a negative number for not at all. */
    public void failNextCommit(int kept) {
        failingAfter = kept;
    }

    @Override
    public Bytes storeId() {
        return storeId;
    }

    @Override
    public void load(LogBook book) {
        loaded = book;
        for (StoreRecord record : records) {
            if (record instanceof StoreRecord.NewRun added) {
                StoredRun run = added.stored();
                book.addRun(run, run.encoded().size());
            } else if (record instanceof StoreRecord.NewBegin begin) {
                book.take(begin);
            } else if (record instanceof StoreRecord.NewFork fork) {
                book.addFork(fork.status());
            } else if (record instanceof StoreRecord.NewState state) {
                book.setState(state.owner(), state.key(), state.value());
            } else if (record instanceof StoreRecord.NewValues set) {
                set.values().forEach(value -> book.setState(value.owner(), value.key(), value.value()));
            }
        }
    }

    @Override
    public void commit(List<StoreRecord> added) throws IOException {
        int kept = failingAfter < 0 ? added.size() : Math.min(failingAfter, added.size());
        added.subList(0, kept).forEach(this::keep);
        if (failingAfter >= 0) {
            failingAfter = -1;
            throw new IOException("the power was cut");
        }
    }

    /** Gives up the author's runs that end below {@code seq}, as retention does; the newest stays. */
    public void prune(AuthorId author, long seq) {
        TreeMap<Long, StoredRun> log = byAuthor.getOrDefault(author, new TreeMap<>());
        Map<Long, StoredRun> old = log.headMap(seq);
        long last = old.keySet().stream().filter(end -> end < log.lastKey()).reduce(0L, Math::max);
        if (last == 0) {
            return;
        }
        StoreRecord.NewBegin begin = new StoreRecord.NewBegin(author, last + 1, false);
        records.removeIf(record -> record instanceof StoreRecord.NewRun added
                && added.run().author().equals(author)
                && added.run().run().lastSeq() <= last);
        log.headMap(last, true).values().forEach(run -> byPosition.remove(run.lastPosition()));
        log.headMap(last, true).clear();
        keep(begin);
        loaded.take(begin);
    }

    /** Deletes the payloads of the author's runs that end at {@code untilSeq} at the latest. */
    public void dropPayloads(AuthorId author, long untilSeq) {
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        List<StoreRecord> all = List.copyOf(records);
        records.clear();
        for (StoreRecord record : all) {
            boolean dropped = record instanceof StoreRecord.NewRun added
                    && added.run().author().equals(author)
                    && added.run().run().lastSeq() <= untilSeq;
            keep(dropped ? bare(codec, (StoreRecord.NewRun) record) : record);
        }
        StoreRecord.NewState lacks =
                new StoreRecord.NewState("tributary", Storage.LACKS_PAYLOADS, Optional.of(Bytes.utf8("deleted")));
        keep(lacks);
        loaded.take(lacks);
    }

    private static StoreRecord bare(RunCodec codec, StoreRecord.NewRun run) {
        Run plain = codec.decode(run.run().run().encoded()).run().orElseThrow();
        return new StoreRecord.NewRun(
                codec.trust(run.run().space(), codec.withoutPayloads(plain)), run.firstPosition());
    }

    private void keep(StoreRecord record) {
        records.add(record);
        if (record instanceof StoreRecord.NewRun added) {
            StoredRun run = added.stored();
            byAuthor.computeIfAbsent(run.author(), author -> new TreeMap<>()).put(run.lastSeq(), run);
            byPosition.put(run.lastPosition(), run);
            for (int i = 0; i < run.count(); i++) {
                byHash.put(added.run().hash(i), run);
            }
            bytes += run.encoded().size();
        }
    }

    @Override
    public List<StoredRun> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) {
        List<StoredRun> runs = new ArrayList<>();
        long next = Math.max(afterSeq + 1, loaded.firstSeq(author));
        long last = next > afterSeq + 1 ? Math.max(untilSeq, next) : untilSeq;
        long size = 0;
        TreeMap<Long, StoredRun> log = byAuthor.getOrDefault(author, new TreeMap<>());
        for (StoredRun run : log.tailMap(next).values()) {
            size += run.plainSize();
            if (run.firstSeq() > next || next > last || (size > maxBytes && !runs.isEmpty())) {
                break;
            }
            runs.add(run);
            next = run.lastSeq() + 1;
        }
        return runs;
    }

    @Override
    public List<Arrived> arrivals(long afterPosition, int maxEvents) {
        List<Arrived> runs = new ArrayList<>();
        int events = 0;
        for (StoredRun run : byPosition.tailMap(afterPosition + 1).values()) {
            if (events >= maxEvents) {
                break;
            }
            runs.add(new Arrived(run, 0, run.count()));
            events += run.count();
        }
        return runs;
    }

    @Override
    public List<StoredRun> candidates(EventHash hash) {
        return Optional.ofNullable(byHash.get(hash)).stream().toList();
    }

    @Override
    public Optional<Bytes> forkProof(AuthorId author) {
        Optional<Bytes> lowest = Optional.empty();
        ForkStatus best = null;
        for (StoreRecord record : records) {
            if (record instanceof StoreRecord.NewFork fork
                    && fork.proof().author().equals(author)
                    && (best == null || fork.proof().seq() < best.seq())) {
                best = fork.status();
                lowest = Optional.of(fork.proof().encoded());
            }
        }
        return lowest;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        // It stays as it is, for the next start.
    }
}
