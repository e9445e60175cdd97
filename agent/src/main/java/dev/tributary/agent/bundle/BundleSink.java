package dev.tributary.agent.bundle;

import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.host.BundleException;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import dev.tributary.api.host.ImportReport.Reason;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Offers what a stream holds to the store, some runs at a time. A run whose predecessor is not here is left out and
 * told of: the stream is still there and can be taken in again, so nothing has to wait in memory.
 */
final class BundleSink implements Bundles.Sink {
    private static final int BATCH = 512 * 1024;
    private static final LogLimits LIMITS = LogLimits.STANDARD;

    private final Vertx vertx;
    private final Storage storage;
    private final Rules rules;
    private final Runnable closed;
    private final BundleReader reader = new BundleReader();
    private final RunCodec codec = new RunCodec(LIMITS);
    private final Tally tally = new Tally();
    private final List<Bytes> batch = new ArrayList<>();
    private final Map<AuthorId, Long> begins = new HashMap<>();
    private long batchBytes;
    private @Nullable AuthorId author;
    private long reached;
    private volatile boolean open = true;

    /**
     * What is taken in.
     *
     * @param self the author of this agent
     * @param space whose logs
     * @param gap what becomes of logs that begin in the stream behind what is here
     */
    record Rules(AuthorId self, SpaceId space, Bundles.Gap gap) {}

    /** Takes a stream; {@code closed} is called once when it is closed. */
    BundleSink(Vertx vertx, Storage storage, Rules rules, Runnable closed) {
        this.vertx = vertx;
        this.storage = storage;
        this.rules = rules;
        this.closed = closed;
    }

    @Override
    public CompletionStage<Void> take(Bytes piece) {
        Promise<Void> taken = Promise.promise();
        try {
            requireOpen();
            reader.feed(piece);
            work(taken);
        } catch (RuntimeException e) {
            taken.tryFail(e);
        }
        return taken.future().toCompletionStage();
    }

    @Override
    public CompletionStage<ImportReport> finish() {
        Future<ImportReport> report;
        try {
            requireOpen();
            // What came before a cut counts, so it is stored before the cut is told.
            report = append().map(done -> {
                reader.finish();
                return tally.report();
            });
        } catch (RuntimeException e) {
            report = Future.failedFuture(e);
        }
        return report.toCompletionStage();
    }

    private void requireOpen() {
        if (!open) {
            throw new BundleException("The stream is closed: begin another.");
        }
    }

    /** Goes through the records that are whole, as far as nothing has to be waited for. */
    private void work(Promise<Void> taken) {
        Optional<BundleRecord> next = reader.next();
        while (next.isPresent()) {
            Optional<Future<?>> wait = take(next.get());
            if (wait.isPresent()) {
                wait.get().onSuccess(done -> goOn(taken)).onFailure(taken::fail);
                return;
            }
            next = reader.next();
        }
        taken.complete();
    }

    private void goOn(Promise<Void> taken) {
        try {
            work(taken);
        } catch (RuntimeException e) {
            taken.tryFail(e);
        }
    }

    /** Takes a record; what has to be waited for before the next one, if anything. */
    private Optional<Future<?>> take(BundleRecord record) {
        switch (record.kind()) {
            case ABOUT -> requireSpace(About.of(record));
            case RANGE -> Range.of(record);
            case PROOF -> {
                return Optional.of(prove(record.body()));
            }
            case RUN -> {
                offer(record.body());
                return batchBytes >= BATCH ? Optional.of(append()) : Optional.empty();
            }
            case FILE, VALUE, END -> {
                // Files and values belong to the box that the backup was made of.
            }
        }
        return Optional.empty();
    }

    private void requireSpace(About about) {
        if (!about.space().equals(rules.space())) {
            throw new BundleException(
                    "The bundle holds logs of the space " + about.space().hex() + ", and this agent takes part in "
                            + rules.space().hex() + ".");
        }
    }

    /** Two signatures are checked, so not on the caller's thread. */
    private Future<Void> prove(Bytes encoded) {
        return vertx.executeBlocking(() -> ForkProof.verify(encoded, LIMITS)
                        .orElseThrow(() -> new BundleException(
                                "A fork proof in the bundle proves nothing: take the bundle from another source.")))
                .compose(storage::addFork)
                .mapEmpty();
    }

    private void offer(Bytes run) {
        RunCodec.Head head = codec.head(run)
                .orElseThrow(
                        () -> new BundleException("A run in the bundle is none: take the bundle from another source."));
        boolean first = !head.author().equals(author);
        if (first) {
            author = head.author();
            reached = here(head.author());
        }
        if (head.firstSeq() > reached + 1) {
            reached = Math.max(reached, here(head.author()));
        }
        if (first && head.firstSeq() > reached + 1 && begins(head.author())) {
            begins.put(head.author(), reached);
            reached = head.firstSeq() - 1;
        }
        if (head.firstSeq() > reached + 1) {
            tally.refused(head.author(), Reason.GAP, reached + 1, head.count());
            return;
        }
        reached = Math.max(reached, head.firstSeq() + head.count() - 1);
        batch.add(run);
        batchBytes += run.size();
    }

    private boolean begins(AuthorId of) {
        return rules.gap() == Bundles.Gap.START_THERE && !of.equals(rules.self());
    }

    private long here(AuthorId of) {
        return storage.head(of).map(AuthorHead::seq).orElse(0L);
    }

    private Future<Void> append() {
        List<Bytes> runs = List.copyOf(batch);
        Terms terms = new Terms(false, Set.of(), begins);
        batch.clear();
        begins.clear();
        batchBytes = 0;
        if (runs.isEmpty()) {
            return Future.succeededFuture();
        }
        return storage.append(rules.self(), runs, terms).map(verdicts -> {
            for (int i = 0; i < runs.size(); i++) {
                count(codec.head(runs.get(i)).orElseThrow(), verdicts.get(i));
            }
            return null;
        });
    }

    private void count(RunCodec.Head run, Verdict verdict) {
        if (verdict.accusesPeer()) {
            throw new BundleException("The run of " + run.author().hex() + " from seq " + run.firstSeq()
                    + " on in the bundle is not valid (" + verdict.word() + "): take the bundle from another source.");
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            tally.stored(accepted.run().count(), run.count());
        } else if (verdict instanceof Verdict.Duplicate) {
            tally.stored(0, run.count());
        } else if (verdict instanceof Verdict.Gap gap) {
            tally.refused(run.author(), Reason.GAP, gap.expectedSeq(), run.count());
        } else if (verdict instanceof Verdict.Forked forked) {
            tally.refused(run.author(), Reason.FORKED, forked.seq(), run.count());
        } else if (verdict instanceof Verdict.Frozen frozen) {
            tally.refused(run.author(), Reason.FROZEN, frozen.cutSeq() + 1, run.count());
        } else if (verdict instanceof Verdict.NoRoom) {
            tally.refused(run.author(), Reason.NO_ROOM, run.firstSeq(), run.count());
        } else {
            Reason reason = verdict instanceof Verdict.NotAdmitted ? Reason.NOT_ADMITTED : Reason.MISMATCH;
            tally.refused(run.author(), reason, run.firstSeq(), run.count());
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            closed.run();
        }
    }
}
