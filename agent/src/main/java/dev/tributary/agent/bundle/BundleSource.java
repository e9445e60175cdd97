package dev.tributary.agent.bundle;

import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.host.BundleException;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.status.ForkStatus;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs from the store as they are asked for and writes them as they lie there. What was pruned since the ranges
 * were told is left out: whoever takes the rest in sees the gap.
 */
final class BundleSource implements Bundles.Source {
    private static final int PIECE = 128 * 1024;
    private static final int RUN_BYTES = 256 * 1024;

    private final Storage storage;
    private final Runnable closed;
    private final BundleWriter writer = new BundleWriter();
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final Iterator<BundleRecord> first;
    private final Iterator<ForkStatus> forks;
    private final Iterator<StoredValue> values;
    private final Iterator<Range> ranges;
    private @Nullable Range range;
    private long at;
    private boolean ended;
    private volatile boolean open = true;

    /**
     * A stream of the store's runs.
     *
     * @param about its first record
     * @param ranges the events
     * @param values the small state
     * @param closed is called once when it is closed
     */
    BundleSource(Storage storage, About about, List<Range> ranges, List<StoredValue> values, Runnable closed) {
        this.storage = storage;
        this.closed = closed;
        this.ranges = ranges.iterator();
        this.first = Stream.concat(Stream.of(about.record()), ranges.stream().map(Range::record))
                .iterator();
        this.forks = storage.forks().iterator();
        this.values = values.iterator();
    }

    @Override
    public CompletionStage<Optional<Bytes>> next() {
        Promise<Optional<Bytes>> piece = Promise.promise();
        fill(piece);
        return piece.future().toCompletionStage();
    }

    private void fill(Promise<Optional<Bytes>> piece) {
        if (!open) {
            piece.fail(new BundleException("The stream is closed: ask for another."));
            return;
        }
        while (first.hasNext() && writer.size() < PIECE) {
            writer.add(first.next());
        }
        if (writer.size() < PIECE && forks.hasNext()) {
            storage.forkProof(forks.next().author())
                    .onSuccess(proof -> {
                        proof.ifPresent(this::add);
                        fill(piece);
                    })
                    .onFailure(piece::fail);
            return;
        }
        while (values.hasNext() && writer.size() < PIECE) {
            writer.add(values.next().record());
        }
        Range current = writer.size() < PIECE ? current() : null;
        if (writer.size() >= PIECE) {
            piece.complete(Optional.of(writer.take()));
        } else if (current != null) {
            AuthorHead until = current.until();
            storage.runs(until.author(), at, until.seq(), RUN_BYTES)
                    .onSuccess(runs -> take(until, runs, piece))
                    .onFailure(piece::fail);
        } else {
            // The next piece may be asked for before complete returns.
            Optional<Bytes> last = ended ? Optional.empty() : Optional.of(writer.end());
            ended = true;
            piece.complete(last);
        }
    }

    private void add(ForkProof proof) {
        writer.add(new BundleRecord(BundleRecord.Kind.PROOF, proof.encoded()));
    }

    /** The range whose runs are not all written; null when there is none left. */
    private @Nullable Range current() {
        while (range == null || at >= range.until().seq()) {
            if (!ranges.hasNext()) {
                return null;
            }
            range = ranges.next();
            at = range.after();
        }
        return range;
    }

    private void take(AuthorHead until, List<Bytes> runs, Promise<Optional<Bytes>> piece) {
        long before = at;
        for (Bytes run : runs) {
            at = codec.head(run).map(head -> head.firstSeq() + head.count() - 1).orElse(at);
            writer.add(new BundleRecord(BundleRecord.Kind.RUN, run));
        }
        if (at == before && !goOn(until.author())) {
            piece.fail(new BundleException("The log of " + until.author().hex() + " cannot be read behind seq " + at
                    + ": stop the agent and run 'tributary verify'."));
            return;
        }
        fill(piece);
    }

    /** Steps over what was pruned or cut off meanwhile; false when nothing of that explains why there are no runs. */
    private boolean goOn(AuthorId author) {
        long first = storage.logs().stream()
                .filter(log -> log.head().author().equals(author))
                .mapToLong(log -> log.firstSeq())
                .findFirst()
                .orElse(Long.MAX_VALUE);
        long cut = storage.forks().stream()
                .filter(fork -> fork.author().equals(author))
                .mapToLong(fork -> fork.seq() - 1)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        if (at >= cut) {
            range = null;
            return true;
        }
        if (first > at + 1) {
            at = first - 1;
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            closed.run();
        }
    }
}
