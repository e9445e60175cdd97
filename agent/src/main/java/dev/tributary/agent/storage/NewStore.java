package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.LogView;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a store that did not exist before with what another one held. The rules are those for runs of peers, but a log
 * may begin behind its first event: what came before it was pruned. The store has a {@code storeId} of its own. Nothing
 * may look at it before it is closed.
 */
public final class NewStore implements Closeable {
    private static final long COMMIT_BYTES = 4 * 1024 * 1024;
    private static final int SEGMENT_BYTES = 64 << 20;

    private final SpaceId space;
    private final LogStore store;
    private final LogBook book;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final EventRules rules;
    private final List<StoreRecord> waiting = new ArrayList<>();
    private final Map<AuthorId, AuthorHead> heads = new HashMap<>();
    private final LogView view = new HeadsOnly(heads);
    private long waitingBytes;
    private long position;

    private NewStore(SpaceId space, LogStore store) throws IOException {
        this.space = space;
        this.store = store;
        this.book = new LogBook(store.storeId());
        this.rules = new EventRules(space, LogLimits.STANDARD);
        store.load(book);
    }

    /** Makes an empty store in the data directory {@code data}, which has none. */
    public static NewStore create(Path data, SpaceId space) throws IOException {
        Path folder = data.resolve(OpenStore.FOLDER);
        DiskFiles files = new DiskFiles(folder);
        if (!files.names().isEmpty()) {
            throw new IOException("there is a store in " + folder + " already");
        }
        SecureRandom random = new SecureRandom();
        byte[] storeId = new byte[16];
        random.nextBytes(storeId);
        StoreInfo info = new StoreInfo(Bytes.wrap(storeId), random.nextInt(), space, Optional.empty());
        files.replace(StoreInfo.FILE, info.encode());
        return new NewStore(
                space,
                SegmentStore.open(
                        files, info, MapDbIndex.in(folder.resolve("index.mapdb")), SEGMENT_BYTES, StorageMeter.NONE));
    }

    /** Adds a run if its hashes, links and signature are right; its verdict. */
    public Verdict add(Bytes encoded) throws IOException {
        Optional<Run> run = codec.decode(encoded).run();
        Verdict verdict = rules.check(encoded, view);
        if (verdict instanceof Verdict.Gap
                && !heads.containsKey(run.orElseThrow().author())) {
            verdict = new Verdict.Accepted(codec.trust(space, run.get()));
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            CheckedRun checked = accepted.run();
            if (!heads.containsKey(checked.author()) && checked.run().firstSeq() > 1) {
                StoreRecord.NewBegin begin =
                        new StoreRecord.NewBegin(checked.author(), checked.run().firstSeq(), false);
                take(begin, begin.body().size());
            }
            take(new StoreRecord.NewRun(checked, position + 1), encoded.size());
            position += checked.count();
            heads.put(checked.author(), checked.head());
        }
        return verdict;
    }

    /** Adds a proof; false when it proves nothing. */
    public boolean addFork(Bytes encoded, long now) throws IOException {
        Optional<ForkProof> proof = ForkProof.verify(encoded, LogLimits.STANDARD)
                .filter(valid -> valid.space().equals(space));
        if (proof.isPresent()) {
            take(new StoreRecord.NewFork(proof.get(), now), encoded.size());
        }
        return proof.isPresent();
    }

    /** Adds a value. */
    public void putState(String owner, String key, Bytes value) throws IOException {
        StoreRecord.NewState state = new StoreRecord.NewState(owner, key, Optional.of(value));
        StateLimits.STANDARD.check(book, waitingBytes, state.entry());
        take(state, value.size() + key.length());
    }

    private void take(StoreRecord record, long bytes) throws IOException {
        waiting.add(record);
        waitingBytes += bytes;
        if (waitingBytes >= COMMIT_BYTES) {
            commit();
        }
    }

    private void commit() throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        store.commit(waiting);
        waiting.forEach(book::take);
        waiting.clear();
        waitingBytes = 0;
    }

    /** Makes everything durable. */
    public void finish() throws IOException {
        commit();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
